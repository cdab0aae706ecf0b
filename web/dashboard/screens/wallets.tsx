/** The wallets that control a profile: one more linked, one unlinked. */

import {
  Badge,
  Button,
  Choice,
  Dialog,
  Failure,
  KeyText,
  Pending,
  Status,
  Table,
  toast,
} from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { Wallet } from "idos-sdk/records";
import { useState } from "preact/hooks";
import { openLink } from "../link/opener.ts";
import { t } from "../messages.ts";
import { Removal } from "../parts/removal.tsx";
import { useDashboard } from "../parts/session.ts";

export function Wallets() {
  const dashboard = useDashboard();
  const { value, error } = dashboard.wallets;
  const [isLinking, setLinking] = useState(false);
  const [removing, setRemoving] = useState<Wallet | null>(null);
  if (value === null) {
    return <Pending error={error} onRetry={dashboard.wallets.refresh} lines={4} />;
  }
  const isInUse = ({ address }: Wallet) => address.toLowerCase() === dashboard.wallet.address.toLowerCase();
  return (
    <>
      {value.length === 1 && <p class="note">{t.wallets.only}</p>}
      <Table
        caption={t.wallets.title}
        rows={value}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t.wallets.address,
            cell: ({ address }) => <KeyText text={address} label={t.wallets.address} />,
          },
          { title: t.wallets.kind, cell: ({ walletType }) => walletType },
          {
            title: t.wallets.actions,
            isTitleHidden: true,
            cell: (wallet) => (
              <div class="row end">
                {isInUse(wallet) ? (
                  <Badge tone="ok">{t.wallets.inUse}</Badge>
                ) : (
                  <Button
                    isSmall
                    kind="danger"
                    label={t.wallets.removeOne(wallet.address)}
                    onClick={() => setRemoving(wallet)}
                  >
                    {t.wallets.remove}
                  </Button>
                )}
              </div>
            ),
          },
        ]}
      />
      {value.length > 1 && <p class="small quiet">{t.wallets.keepMeans}</p>}
      <div>
        <Button icon="plus" onClick={() => setLinking(true)}>
          {t.wallets.add}
        </Button>
      </div>
      {isLinking && <Link wallets={value} onClose={() => setLinking(false)} />}
      {removing && <Unlink wallet={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Unlink({ wallet: { id, address }, onClose }: { wallet: Wallet; onClose: () => void }) {
  const dashboard = useDashboard();
  return (
    <Removal
      title={t.wallets.removeTitle}
      ids={[id]}
      topics={["wallets"]}
      remove={(ids) =>
        dashboard.walletChanges.own(address, () =>
          dashboard.change(["wallets"], () => dashboard.person.removeWallet(...ids)),
        )
      }
      yes={t.wallets.remove}
      no={t.remove.no}
      done={t.wallets.removed}
      onClose={onClose}
    >
      <p class="code">{address}</p>
      <p>{t.wallets.removeMeans}</p>
    </Removal>
  );
}

/** First the other wallet signs, in a window; then the one in use approves, here. */
function Link({ wallets, onClose }: { wallets: readonly Wallet[]; onClose: () => void }) {
  const dashboard = useDashboard();
  const profileId = dashboard.profile.value?.id ?? "";
  const proving = useTask(({ signal }) =>
    openLink({ profileId, linked: wallets.map(({ address }) => address) }, signal),
  );
  const proof = proving.result;
  const adding = useTask(async () => {
    if (!proof) return;
    await dashboard.walletChanges.own(proof.address, () =>
      dashboard.change(["wallets"], () => dashboard.person.addWallet(proof)),
    );
    toast(t.wallets.linked);
    onClose();
  });
  return (
    <Dialog title={t.wallets.linkTitle} isBusy={adding.isBusy} onClose={onClose}>
      {proof ? (
        <>
          <p>
            <strong>{t.wallets.received}</strong>
          </p>
          <p class="code">{proof.address}</p>
          <p>{t.wallets.approveHelp(dashboard.wallet.address)}</p>
          {adding.error && <Failure error={adding.error} />}
          <Choice
            no={t.cancel}
            yes={t.wallets.approve}
            onNo={onClose}
            onYes={() => void adding.run()}
            isBusy={adding.isBusy}
          />
        </>
      ) : (
        <>
          <p>{t.wallets.linkMeans}</p>
          {proving.error && <Failure error={proving.error} />}
          <Status>{proving.isBusy ? t.wallets.waiting : ""}</Status>
          <Choice
            no={t.cancel}
            yes={t.wallets.open}
            onNo={onClose}
            onYes={() => void proving.run()}
            isBusy={false}
          />
        </>
      )}
    </Dialog>
  );
}

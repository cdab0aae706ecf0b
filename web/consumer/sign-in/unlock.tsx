/** Asking for a key that is needed: to read, or to sign. */

import { Button, Dialog } from "idos-kit/parts";
import { t } from "../messages.ts";
import { useConsumerSession } from "../state/context.ts";
import type { Purpose } from "../state/keys.ts";
import { KeyFileForm } from "./key-file.tsx";
import { ConnectWallet } from "./wallets.tsx";

export function Unlock({ purpose }: { purpose: Purpose }) {
  const { config, keys, login } = useConsumerSession();
  const isByWallet = purpose === "sign" && login.wallet !== null;
  const lead = isByWallet ? t.unlock.wallet : purpose === "sign" ? t.unlock.forSigning : t.unlock.lead;
  return (
    <Dialog title={t.unlock.title} onClose={() => keys.decline()}>
      <p class="quiet">{lead}</p>
      {isByWallet ? (
        <ConnectWallet only={login.wallet} onConnected={(signer) => keys.takeWallet(signer)} />
      ) : (
        <KeyFileForm
          directory={config.directory}
          submit={t.unlock.submit}
          onOpened={(opened) => keys.take(opened)}
        />
      )}
      <Button onClick={() => keys.decline()}>{t.unlock.cancel}</Button>
    </Dialog>
  );
}

/** The wallets in this browser, each a way to sign in. */

import { Button, Failure } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { WalletChoice, wallets } from "idos-kit/wallets";
import type { WalletSigner } from "idos-sdk/signer";
import { ADAPTERS } from "idos-wallets/adapters";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { t } from "../messages.ts";

/** `only`: the wallet of this reverse domain name. What `onConnected` throws is shown here. */
export function ConnectWallet({
  only = null,
  onConnected,
}: {
  only?: string | null;
  onConnected: (signer: WalletSigner, wallet: DiscoveredWallet) => Promise<void> | void;
}) {
  const connecting = useTask(async ({ signal }, wallet: DiscoveredWallet) => {
    const { connect } = await ADAPTERS[wallet.kind]();
    const signer = await connect(wallet.provider);
    signal.throwIfAborted(); // an answer after the person gave up signs nobody in
    await onConnected(signer, wallet);
  });
  const shown = wallets.value.filter(({ rdns }) => only === null || rdns === only);
  if (shown.length === 0) return <p class="quiet">{t.signIn.noWallet}</p>;
  return (
    <>
      <WalletChoice
        wallets={shown}
        labelOf={t.signIn.connect}
        isBusy={connecting.isBusy}
        onChoose={(wallet) => void connecting.run(wallet)}
      />
      {connecting.isBusy && (
        <div>
          <Button isSmall onClick={connecting.reset}>
            {t.signIn.stop}
          </Button>
        </div>
      )}
      {connecting.error && <Failure error={connecting.error} />}
    </>
  );
}

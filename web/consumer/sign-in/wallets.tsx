/** The wallets in this browser, each a way to sign in. */

import { Button, Failure } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { INJECTED_WALLET } from "idos-kit/wallet-name";
import type { WalletSigner } from "idos-sdk/signer";
import { ADAPTERS } from "idos-wallets/adapters";
import { type DiscoveredWallet, discoverWallets } from "idos-wallets/discovery";
import { useEffect, useState } from "preact/hooks";
import { t } from "../messages.ts";

/** `only`: the wallet of this reverse domain name. What `onConnected` throws is shown here. */
export function WalletList({
  only = null,
  onConnected,
}: {
  only?: string | null;
  onConnected: (signer: WalletSigner, wallet: DiscoveredWallet) => Promise<void> | void;
}) {
  const [wallets, setWallets] = useState<readonly DiscoveredWallet[]>([]);
  useEffect(() => discoverWallets(setWallets, { injectedName: INJECTED_WALLET }), []);
  const connecting = useTask(async ({ signal }, wallet: DiscoveredWallet) => {
    const { connect } = await ADAPTERS[wallet.kind]();
    const signer = await connect(wallet.provider);
    signal.throwIfAborted(); // what is answered after she gave up signs nobody in
    await onConnected(signer, wallet);
  });
  const shown = wallets.filter(({ rdns }) => only === null || rdns === only);
  if (shown.length === 0) return <p class="quiet">{t.signIn.noWallet}</p>;
  return (
    <>
      <ul class="wallets">
        {shown.map((wallet) => (
          <li key={wallet.uuid}>
            <button
              type="button"
              class="button"
              aria-disabled={connecting.isBusy || undefined}
              onClick={() => connecting.isBusy || void connecting.run(wallet)}
            >
              <img src={wallet.icon} alt="" />
              <span>{t.signIn.connect(wallet.name)}</span>
            </button>
          </li>
        ))}
      </ul>
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

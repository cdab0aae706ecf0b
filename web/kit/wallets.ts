/** The wallets of this browser, as far as they have announced themselves, to choose one. */

import { type ReadonlySignal, signal } from "idos-app/state";
import { type DiscoveredWallet, discoverWallets, INJECTED } from "idos-wallets/discovery";
import { INJECTED_WALLET } from "./wallet-name.ts";

export { WalletChoice } from "./parts/wallets.tsx";

/** How long a wallet may take to announce itself, in milliseconds. */
const PATIENCE = 3_000;

const found = signal<readonly DiscoveredWallet[]>([]);

export const wallets: ReadonlySignal<readonly DiscoveredWallet[]> = found;

/** Keep `wallets` up to date for as long as the page is there. */
export function lookForWallets(): void {
  const take = (announced: readonly DiscoveredWallet[]) => {
    found.value = announced;
  };
  discoverWallets(take, { injectedName: INJECTED_WALLET });
}

/** A wallet by what it says of itself. */
export interface WalletName {
  readonly rdns: string;
  readonly name: string;
}

/** The wallet of this name, as soon as it announces itself; null when it does not in time. */
export function announced({ rdns, name }: WalletName): Promise<DiscoveredWallet | null> {
  const isIt = (wallet: DiscoveredWallet) =>
    wallet.rdns === rdns && (wallet.name === name || rdns === INJECTED); // its name is in the page's language
  return new Promise((resolve) => {
    const known = found.peek().find(isIt);
    if (known) return resolve(known);
    const finish = (wallet: DiscoveredWallet | null) => {
      clearTimeout(timer);
      stop();
      resolve(wallet);
    };
    const stop = found.subscribe((list) => {
      const wallet = list.find(isIt);
      if (wallet) finish(wallet);
    });
    const timer = setTimeout(() => finish(null), PATIENCE);
  });
}

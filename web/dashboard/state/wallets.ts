/** The wallets of this browser, and the one that a person signed in with, found again after a reload. */

import { INJECTED_WALLET } from "idos-kit/wallet-name";
import { type DiscoveredWallet, discoverWallets, INJECTED, type Provider } from "idos-wallets/discovery";
import { connect, EvmWallet, reconnect } from "idos-wallets/evm";
import { Cell } from "./cell.ts";

/** How long a wallet may take to announce itself, in milliseconds. */
const PATIENCE = 3_000;
/** EIP-1193: the provider is disconnected. */
const DISCONNECTED = 4900;

/** Those that have announced themselves so far. */
export const wallets = new Cell<readonly DiscoveredWallet[]>([]);

export function lookForWallets(): void {
  discoverWallets(
    (found) => {
      wallets.value = found;
    },
    { injectedName: INJECTED_WALLET },
  );
}

/** Which wallet and account somebody signed in with. */
export interface Remembered {
  readonly rdns: string;
  readonly name: string;
  readonly address: string;
}

/** The wallet of this name, as soon as it announces itself; null when it does not in time. */
export function announced({ rdns, name }: Remembered): Promise<DiscoveredWallet | null> {
  const isIt = (wallet: DiscoveredWallet) =>
    wallet.rdns === rdns && (wallet.name === name || rdns === INJECTED); // its name is in the page's language
  const find = () => wallets.value.find(isIt) ?? null;
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stop();
      resolve(find());
    };
    const stop = wallets.subscribe(() => find() && finish());
    const timer = setTimeout(finish, PATIENCE);
    if (find()) finish();
  });
}

/** The remembered account as a signer. Its wallet is looked for when something is to be signed. */
export function walletOf(remembered: Remembered): EvmWallet {
  return new EvmWallet(new LateProvider(() => announced(remembered)), remembered.address);
}

/** Passes on to a wallet that may announce itself later, and asks it to connect before it signs, if need be. */
class LateProvider implements Provider {
  readonly #find: () => Promise<DiscoveredWallet | null>;

  constructor(find: () => Promise<DiscoveredWallet | null>) {
    this.#find = find;
  }

  async request(request: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    const wallet = await this.#find();
    if (!wallet) throw { code: DISCONNECTED };
    const connected = await reconnect(wallet.provider).catch(() => null);
    if (!connected) await connect(wallet.provider);
    return wallet.provider.request(request);
  }
}

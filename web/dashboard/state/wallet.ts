/** The wallet that somebody signed in with, found again after a reload. */

import { announced, type WalletName } from "idos-kit/wallets";
import type { DiscoveredWallet, Provider } from "idos-wallets/discovery";
import { connect, EvmWallet, reconnect } from "idos-wallets/evm";

/** EIP-1193: the provider is disconnected. */
const DISCONNECTED = 4900;

/** Which wallet and account somebody signed in with. */
export interface WalletAccount extends WalletName {
  readonly address: string;
}

/** The account as a signer. Its wallet is looked for when something is to be signed. */
export function walletOf(account: WalletAccount): EvmWallet {
  return new EvmWallet(new LateProvider(() => announced(account)), account.address);
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

/** The wallets of the page that embeds the element: those that announced themselves, and the one in use. */

import { IdosError } from "idos-core/errors";
import { INJECTED_WALLET } from "idos-kit/wallet-name";
import type { WalletSigner } from "idos-sdk/signer";
import { type DiscoveredWallet, discoverWallets } from "idos-wallets/discovery";
import { connect, EvmWallet, onAccountsChanged, onDisconnect, reconnect } from "idos-wallets/evm";
import type { Account, WalletInfo } from "../protocol.ts";

export class Wallets {
  readonly #onList: (list: WalletInfo[]) => void;
  readonly #onAccount: (account: Account | null) => void;
  #found: readonly DiscoveredWallet[] = [];
  #stopDiscovery = () => {};
  #signer: WalletSigner | null = null;
  #stopListening = () => {};

  constructor(onList: (list: WalletInfo[]) => void, onAccount: (account: Account | null) => void) {
    this.#onList = onList;
    this.#onAccount = onAccount;
  }

  discover(): void {
    this.#stopDiscovery = discoverWallets(
      (found) => {
        this.#found = found;
        this.#onList(this.list());
      },
      { injectedName: INJECTED_WALLET },
    );
  }

  stop(): void {
    this.#stopDiscovery();
    this.#release();
  }

  list(): WalletInfo[] {
    return this.#found.map(({ uuid, name, rdns, icon }) => ({ id: uuid, name, rdns, icon }));
  }

  /** Use a wallet. Null when it would have to ask the person, and must not. */
  async connect(id: string, isSilent: boolean): Promise<Account | null> {
    const wallet = this.#found.find(({ uuid }) => uuid === id);
    if (!wallet) throw new IdosError("no_wallet", "There is no such wallet.");
    const { provider } = wallet;
    const signer = await (isSilent ? reconnect(provider) : connect(provider));
    if (!signer) return null;
    this.#release();
    this.#signer = signer;
    const stops = [
      onAccountsChanged(provider, (address) =>
        this.#turnTo(address ? new EvmWallet(provider, address) : null),
      ),
      onDisconnect(provider, () => this.#turnTo(null)),
    ];
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    return accountOf(signer);
  }

  async signText(address: string, text: string): Promise<string> {
    return this.#inUse(address).signText(text);
  }

  async signBytes(address: string, message: Uint8Array): Promise<Uint8Array> {
    return this.#inUse(address).sign(message);
  }

  #turnTo(signer: WalletSigner | null): void {
    if (signer?.address === this.#signer?.address) return;
    this.#signer = signer;
    this.#onAccount(signer && accountOf(signer));
  }

  #release(): void {
    this.#stopListening();
    this.#stopListening = () => {};
    this.#signer = null;
  }

  /** What was meant for one account is never signed by another. */
  #inUse(address: string): WalletSigner {
    if (this.#signer?.address !== address) throw new IdosError("no_wallet", "This account is not connected.");
    return this.#signer;
  }
}

function accountOf({ kind, address, publicKey, authType, sender, identifier }: WalletSigner): Account {
  return { kind, address, publicKey, authType, sender, identifier };
}

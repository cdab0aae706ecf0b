/**
 * How a page calls the wallets of each kind: a kind that pages can ask is a file and a row of this table.
 *
 * The consumer's page calls wallets by this table. The dashboard and the isle know EVM alone: they make a signer of
 * an address that they keep or hear of, without asking the wallet, which `./evm.ts` can and no adapter has to.
 */

import type { WalletSigner } from "idos-sdk/signer";
import type { WalletKind } from "idos-sdk/wallet-kinds";
import type { Provider } from "./provider.ts";

/** What a page asks of a wallet, and hears of it. What is given back by a listener ends it. */
export interface WalletAdapter {
  /** Ask the person to connect an account. Throws `declined`, `wallet_busy`, or `wallet_failed`. */
  connect(provider: Provider): Promise<WalletSigner>;
  /** The account that is connected already, without asking; null when none is. */
  reconnect(provider: Provider): Promise<WalletSigner | null>;
  onAccountsChanged(provider: Provider, listener: (address: string | null) => void): () => void;
  onConnect(provider: Provider, listener: () => void): () => void;
  onDisconnect(provider: Provider, listener: () => void): () => void;
}

/** By kind; each is loaded when it is first needed. */
export const ADAPTERS = {
  EVM: () => import("./evm.ts"),
} as const satisfies { readonly [Kind in WalletKind]?: () => Promise<WalletAdapter> };

/** The kinds that a page can ask. */
export type PageKind = keyof typeof ADAPTERS;

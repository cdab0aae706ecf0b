/** An EVM wallet as a signer: EIP-191 personal messages, asked for through EIP-1193. */

import { fromHex, toHex, utf8 } from "idos-core/bytes";
import type { WalletProof, WalletSigner } from "idos-sdk/signer";
import { WALLET_KINDS } from "idos-sdk/wallet-kinds";
import { getAddress } from "viem";
import { ask, codeOf, failed, listen, type Provider, WALLET } from "./provider.ts";
import { readSignature } from "./signature.ts";

const ADDRESS = /^0x[0-9a-f]{40}$/i;
const MAX_ACCOUNTS = 256;
/** The connection to a chain was lost, as while the wallet turns to another chain (WebSocket, "try again later"). */
const TRY_AGAIN_LATER = 1013;

/** One account of a wallet. Whenever it signs, the wallet asks the person. */
export class EvmWallet implements WalletSigner {
  readonly kind = "EVM";
  readonly authType = WALLET_KINDS.EVM.signatureType;
  readonly publicKey = null;
  /** In the mixed case of EIP-55. */
  readonly address: string;
  readonly sender: Uint8Array;
  readonly provider: Provider;

  constructor(provider: Provider, account: string) {
    if (!ADDRESS.test(account)) throw failed("This is not an address.");
    this.provider = provider;
    this.address = getAddress(account.toLowerCase());
    this.sender = fromHex(this.address.slice(2));
  }

  get identifier(): string {
    return this.address;
  }

  /**
   * `r ‖ s ‖ v`, with v 27 or 28. Throws what `ask` throws, `wallet_contract` for an account without a key of its
   * own, and `wallet_other_signer` when another account's key signed.
   */
  async sign(message: Uint8Array): Promise<Uint8Array> {
    const params = [`0x${toHex(message)}`, this.address];
    return readSignature(await ask(this.provider, "personal_sign", params), message, this.address);
  }

  async signText(message: string): Promise<string> {
    return `0x${toHex(await this.sign(utf8(message)))}`;
  }

  async prove(message: string): Promise<WalletProof> {
    return {
      walletType: this.kind,
      address: this.address,
      publicKey: this.publicKey,
      message,
      signature: await this.signText(message),
    };
  }
}

/** Ask the person to connect an account. Throws `declined`, `wallet_busy`, or `wallet_failed`. */
export async function connect(provider: Provider): Promise<EvmWallet> {
  const first = firstOf(await ask(provider, "eth_requestAccounts"));
  if (first === null) throw failed("The wallet connects no account.");
  return new EvmWallet(provider, first);
}

/** The account that is connected already, without asking; null when none is. */
export async function reconnect(provider: Provider): Promise<EvmWallet | null> {
  const accounts = await ask(provider, "eth_accounts", [], WALLET);
  const first = accounts === null || accounts === undefined ? null : firstOf(accounts);
  return first === null ? null : new EvmWallet(provider, first);
}

/** Listen for a change of account; null means that she disconnected them all. */
export function onAccountsChanged(
  provider: Provider,
  listener: (address: string | null) => void,
): () => void {
  return listen(provider, "accountsChanged", (accounts) => {
    let first: string | null = null;
    try {
      first = firstOf(accounts);
    } catch {
      // What is no list of accounts connects none.
    }
    listener(first);
  });
}

/**
 * Listen for the loss of the wallet. One that lost its chain alone goes on signing: it is asked for
 * its accounts, and counts as lost only when it has none.
 */
export function onDisconnect(provider: Provider, listener: () => void): () => void {
  let isOver = false;
  const end = listen(provider, "disconnect", async (error) => {
    if (codeOf(error) === TRY_AGAIN_LATER) return;
    const account = await reconnect(provider).catch(() => null);
    if (account === null && !isOver) listener();
  });
  return () => {
    isOver = true;
    end();
  };
}

/** Listen for the return of the wallet. */
export function onConnect(provider: Provider, listener: () => void): () => void {
  return listen(provider, "connect", () => listener());
}

/** The first account of a list, in mixed case; null of an empty one. Other chains' accounts are passed over. */
function firstOf(accounts: unknown): string | null {
  if (!Array.isArray(accounts) || accounts.length > MAX_ACCOUNTS) {
    throw failed("Your wallet's answer is not understood.");
  }
  if (accounts.length === 0) return null;
  const first = accounts.find((each): each is string => typeof each === "string" && ADDRESS.test(each));
  if (first === undefined) throw failed("Your wallet's answer is not understood.");
  return getAddress(first.toLowerCase());
}

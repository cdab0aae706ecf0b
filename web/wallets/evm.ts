/** An EVM wallet as a signer: EIP-191 personal messages, asked for through EIP-1193. */

import { fromHex, toHex, utf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { WalletProof, WalletSigner } from "idos-sdk/signer";
import { list, matching, type Shape } from "idos-sdk/wire";
import { getAddress } from "viem";
import type { Provider } from "./discovery.ts";

const REFUSED = 4001;
const UNAUTHORIZED = 4100;
const UNSUPPORTED = 4200;
const DISCONNECTED: ReadonlySet<number> = new Set([4900, 4901]);
const PENDING = -32002;
const MAX_ACCOUNTS = 256;
const V_AT = 64;
const FIRST_V = 27;

const address: Shape<string> = (value) =>
  getAddress(matching(/^0x[0-9a-fA-F]{40}$/, "Not an address.")(value).toLowerCase());
const addresses = list(address, MAX_ACCOUNTS);
const signature = matching(/^0x[0-9a-fA-F]{130}$/, "Not a signature of 65 bytes.");

/** One account of a wallet. Whenever it signs, the wallet asks the person. */
export class EvmWallet implements WalletSigner {
  readonly kind = "EVM";
  readonly authType = "secp256k1_ep";
  readonly publicKey = null;
  /** In the mixed case of EIP-55. */
  readonly address: string;
  readonly sender: Uint8Array;
  readonly provider: Provider;

  constructor(provider: Provider, account: string) {
    this.provider = provider;
    this.address = address(account);
    this.sender = fromHex(this.address.slice(2));
  }

  get identifier(): string {
    return this.address;
  }

  /** `r ‖ s ‖ v`, with v 27 or 28. Throws `declined`, or `wallet_failed`. */
  async sign(message: Uint8Array): Promise<Uint8Array> {
    const params = [`0x${toHex(message)}`, this.address];
    const bytes = fromHex(read(signature, await ask(this.provider, "personal_sign", params)).slice(2));
    const v = bytes[V_AT] ?? 0;
    return bytes.with(V_AT, v < FIRST_V ? v + FIRST_V : v); // some wallets write 0 or 1
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
  const [first] = read(addresses, await ask(provider, "eth_requestAccounts"));
  if (first === undefined) throw failed("The wallet connects no account.");
  return new EvmWallet(provider, first);
}

/** The account that is connected already, without asking; null when none is. */
export async function reconnect(provider: Provider): Promise<EvmWallet | null> {
  const [first] = read(addresses, await ask(provider, "eth_accounts"));
  return first === undefined ? null : new EvmWallet(provider, first);
}

/** Be told when the person turns to another account; null means that she disconnected them all. */
export function onAccountsChanged(
  provider: Provider,
  listener: (address: string | null) => void,
): () => void {
  return listen(provider, "accountsChanged", (accounts) => {
    try {
      listener(addresses(accounts)[0] ?? null);
    } catch {
      listener(null);
    }
  });
}

/** Be told when the wallet can no longer be reached. */
export function onDisconnect(provider: Provider, listener: () => void): () => void {
  return listen(provider, "disconnect", () => listener());
}

function listen(provider: Provider, event: string, listener: (value: unknown) => void): () => void {
  provider.on?.(event, listener);
  return () => provider.removeListener?.(event, listener);
}

async function ask(provider: Provider, method: string, params: readonly unknown[] = []): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    throw refusal(error);
  }
}

/** The wallet's error as ours. Its text, which may quote what was to be signed, is not repeated. */
function refusal(error: unknown): IdosError {
  const { code } = Object(error) as { code?: unknown };
  if (code === REFUSED) return new IdosError("declined", "You declined in your wallet.");
  if (code === PENDING) return new IdosError("wallet_busy", "Your wallet is asking you something already.");
  if (code === UNAUTHORIZED) {
    return new IdosError("wallet_not_connected", "Your wallet does not let this page use the account.");
  }
  if (code === UNSUPPORTED) return new IdosError("wallet_unsupported", "Your wallet can not do this.");
  if (typeof code === "number" && DISCONNECTED.has(code)) return failed("Your wallet is disconnected.");
  return failed("Your wallet answered with an error.");
}

function read<T>(shape: Shape<T>, value: unknown): T {
  try {
    return shape(value);
  } catch {
    throw failed("Your wallet's answer is not understood.");
  }
}

function failed(message: string): IdosError {
  return new IdosError("wallet_failed", message);
}

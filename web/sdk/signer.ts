/** Who signs: a person's wallet, or a server's key. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { toHex } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import type { WalletKind } from "./wallet-kinds.ts";

/** Signs transactions, view calls and logins (docs/protocol/signatures.md). */
export interface Signer {
  /** The signature type's name on the wire. */
  readonly authType: string;
  /** The signer as the signature type writes it. */
  readonly sender: Uint8Array;
  /** The text that names the signer to the network, as an owner, a delegate or a grantee. */
  readonly identifier: string;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** A wallet and a message that it signed, to show who controls it. `signature` is hex. */
export interface WalletProof {
  readonly walletType: WalletKind;
  readonly address: string;
  readonly publicKey: string | null;
  readonly message: string;
  readonly signature: string;
}

/** A person's wallet. It asks her, so each signature may take minutes, or be refused with `declined`. */
export interface WalletSigner extends Signer {
  readonly kind: WalletKind;
  readonly address: string;
  readonly publicKey: string | null;
  /** Sign a text that a person reads, such as a delegated grant. Hex, for EVM with `0x`. */
  signText(text: string): Promise<string>;
  /** Show that this wallet is the signer's. */
  prove(message: string): Promise<WalletProof>;
}

const SEED_SIZE = 32;
const XRPL_ED25519 = 0xed;

/** The Ed25519 key of an issuer or a consumer: it signs transactions, and what is stored. */
export class ServerKey implements Signer {
  readonly authType = "ed25519";
  readonly sender: Uint8Array;
  #seed: Uint8Array | null;

  /** Keeps a copy of the 32-byte seed. */
  constructor(seed: Uint8Array) {
    if (seed.length !== SEED_SIZE) throw invalid("An Ed25519 seed has 32 bytes.");
    this.#seed = seed.slice();
    this.sender = ed25519.getPublicKey(this.#seed);
  }

  static generate(): ServerKey {
    return new ServerKey(crypto.getRandomValues(new Uint8Array(SEED_SIZE)));
  }

  get identifier(): string {
    return toHex(this.sender);
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    return this.signNow(message);
  }

  /** The 64-byte signature. Throws `locked` once the key was forgotten. */
  signNow(message: Uint8Array): Uint8Array {
    if (this.#seed === null) throw new IdosError("locked", "The key was forgotten: open it again.");
    return ed25519.sign(message, this.#seed);
  }

  /** Overwrite the seed. */
  forget(): void {
    this.#seed?.fill(0);
    this.#seed = null;
  }
}

/** The kind of key that names the signer's account. */
export function keyType({ authType, sender }: Signer): "ed25519" | "secp256k1" {
  if (authType.startsWith("secp256k1")) return "secp256k1";
  return authType === "xrpl" && sender[0] !== XRPL_ED25519 ? "secp256k1" : "ed25519";
}

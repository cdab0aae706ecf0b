/**
 * Signatures as wallets write them, brought into the one form of the network: `r ‖ s ‖ v` of an account's own key.
 *
 * A contract account (smart account) answers with something else, which only its chain can check: EIP-1271, and
 * EIP-6492 before the contract is there.
 */

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, fromHex, toHex, utf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { failed } from "./provider.ts";

const HEX = /^(0x)?([0-9a-f]{2})*$/i;
const SIZE = 65;
/** EIP-2098: the parity is in the first bit of s. */
const COMPACT = 64;
const [S_AT, V_AT] = [32, 64];
const FIRST_V = 27;
const TOP_BIT = 0x80;

/**
 * The 65 bytes of `personal_sign` (EIP-191), with v 27 or 28, by the key of `address`.
 *
 * Throws `wallet_contract` for what a contract account answers, `wallet_other_signer` when it is not of this
 * account's key, and `wallet_failed` for what is no signature.
 */
export function readSignature(answer: unknown, message: Uint8Array, address: string): Uint8Array {
  if (typeof answer !== "string" || !HEX.test(answer))
    throw failed("Your wallet's answer is not understood.");
  const bytes = fromHex(answer.replace(/^0x/i, "").toLowerCase());
  if (bytes.length === 0 || bytes.length > SIZE) {
    throw new IdosError("wallet_contract", "The account is a contract: it has no key of its own that signs.");
  }
  if (bytes.length < COMPACT) throw failed("Your wallet's answer is not understood.");
  const signature = bytes.length === COMPACT ? expanded(bytes) : bytes.with(V_AT, vOf(bytes[V_AT] ?? 0));
  if (signerOf(signature, message) !== address.toLowerCase()) {
    throw new IdosError("wallet_other_signer", "The signature is not by the key of this account.");
  }
  return signature;
}

function expanded(compact: Uint8Array): Uint8Array {
  const top = compact[S_AT] ?? 0;
  const v = FIRST_V + (top >= TOP_BIT ? 1 : 0);
  return concat(compact.with(S_AT, top & ~TOP_BIT), Uint8Array.of(v));
}

/** Some wallets write 0 or 1, some the number of a chain with it (EIP-155). */
function vOf(given: number): number {
  if (given < 2) return given + FIRST_V;
  return given >= 35 ? FIRST_V + ((given - 35) % 2) : given;
}

/** The address whose key signed, in lower case; empty when none could have. */
function signerOf(signature: Uint8Array, message: Uint8Array): string {
  const prefix = utf8(`\x19Ethereum Signed Message:\n${message.length}`);
  const recovered = concat(Uint8Array.of((signature[V_AT] ?? 0) - FIRST_V), signature.subarray(0, V_AT));
  try {
    const key = secp256k1.recoverPublicKey(recovered, keccak_256(concat(prefix, message)), {
      prehash: false,
    });
    const point = secp256k1.Point.fromBytes(key).toBytes(false);
    return `0x${toHex(keccak_256(point.subarray(1)).subarray(-20))}`;
  } catch {
    return "";
  }
}

/** The transaction: signed text, binary form, hash and JSON form (docs/protocol/transactions.md). */

import { sha256 } from "@noble/hashes/sha2.js";
import { concat, toBase64, toHex, utf8 } from "idos-core/bytes";
import { amount, checkLine, compact, compactSigned, compactText, uint, VERSION } from "./binary.ts";
import { payloadDigest } from "./payloads.ts";
import { networkName } from "./results.ts";

const MAX_DESCRIPTION_BYTES = 200;
const PAYLOAD_TYPE = "execute";
const SERIALIZATION = "concat";

/** What is asked for, by whom. `sender` is the signature type's form of the public key. */
export interface Draft {
  readonly description: string;
  readonly payload: Uint8Array;
  readonly chainId: string;
  readonly sender: Uint8Array;
  readonly signatureType: string;
}

/** What is signed. `fee` is decimal, in the token's smallest unit; `nonce` the account's next. */
export interface Unsigned extends Draft {
  readonly fee: string;
  readonly nonce: number;
}

export interface Transaction extends Unsigned {
  readonly signature: Uint8Array;
}

/**
 * The bytes that the signature covers. Throws `invalid` for a line that could be read in two ways, and without the
 * network that it is for: it would be good on any.
 */
export function signedText(transaction: Unsigned): Uint8Array {
  const description = checkLine(transaction.description, "The description", MAX_DESCRIPTION_BYTES, true);
  const chainId = networkName(transaction.chainId);
  return utf8(
    `${description}\n\n` +
      `PayloadType: ${PAYLOAD_TYPE}\n` +
      `PayloadDigest: ${payloadDigest(transaction.payload)}\n` +
      `Fee: ${transaction.fee}\n` +
      `Nonce: ${transaction.nonce}\n\n` +
      `Kwil Chain ID: ${chainId}\n`,
  );
}

export function encodeTransaction(transaction: Transaction): Uint8Array {
  const signature = concat(compact(transaction.signature), compactText(transaction.signatureType));
  const body = concat(
    compactText(transaction.description),
    compactSigned(transaction.payload),
    compactText(PAYLOAD_TYPE),
    amount(transaction.fee),
    uint(transaction.nonce, 8),
    compactText(transaction.chainId),
  );
  const tail = concat(compactText(SERIALIZATION), compactSigned(transaction.sender));
  return concat(VERSION, compactSigned(signature), compactSigned(body), tail);
}

/** SHA-256 of the binary form, signature included, in lower hex. */
export function transactionHash(transaction: Transaction): string {
  return toHex(sha256(encodeTransaction(transaction)));
}

/** The JSON form, with nulls for what is not known yet: so a price can be asked for. */
export function transactionJson(transaction: Draft & Partial<Transaction>): object {
  return {
    signature: {
      sig: transaction.signature ? toBase64(transaction.signature) : null,
      type: transaction.signatureType,
    },
    body: {
      desc: transaction.description,
      payload: toBase64(transaction.payload),
      type: PAYLOAD_TYPE,
      fee: transaction.fee ?? null,
      nonce: transaction.nonce ?? null,
      chain_id: transaction.chainId,
    },
    sender: toHex(transaction.sender),
    serialization: SERIALIZATION,
  };
}

/** What a transaction or a view call asks for (docs/protocol/transactions.md). */

import { sha256 } from "@noble/hashes/sha2.js";
import { concat, toHex } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import { checkLine, prefixed, prefixedText, uint, VERSION } from "./binary.ts";
import { type EncodedValue, encodeValue } from "./values.ts";

export const NAMESPACE = "main";
/** The most times that one transaction runs an action. */
export const MAX_CALLS = 64;
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;
const MAX_NAME_BYTES = 128;

export type Arguments = readonly EncodedValue[];

/** A view call. */
export function encodeCall(namespace: string, action: string, args: Arguments): Uint8Array {
  return bounded(concat(header(namespace, action), encodeArguments(args)));
}

/** One action, run once for each of `calls`, in order; all of them are done, or none. */
export function encodeExecution(namespace: string, action: string, calls: readonly Arguments[]): Uint8Array {
  if (calls.length > MAX_CALLS) throw invalid(`More than ${MAX_CALLS} calls.`);
  const runs = calls.map(encodeArguments);
  return bounded(concat(header(namespace, action), uint(calls.length, 2), ...runs));
}

/** What a signed text says of a payload: the first 20 bytes of its SHA-256, lower-case hex. */
export function payloadDigest(payload: Uint8Array): string {
  return toHex(sha256(payload).subarray(0, 20));
}

function header(namespace: string, action: string): Uint8Array {
  checkLine(namespace, "The namespace", MAX_NAME_BYTES, true);
  checkLine(action, "The action's name", MAX_NAME_BYTES);
  return concat(VERSION, prefixedText(namespace), prefixedText(action));
}

function encodeArguments(args: Arguments): Uint8Array {
  return concat(uint(args.length, 2), ...args.map((arg) => prefixed(encodeValue(arg))));
}

function bounded(payload: Uint8Array): Uint8Array {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new IdosError("too_large", `This is longer than the ${MAX_PAYLOAD_BYTES} bytes that a node takes.`);
  }
  return payload;
}

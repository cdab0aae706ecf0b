/** Arguments of requests as what they must be. All throw `invalid` or `too_large`. */

import { KEY_SIZE, type Sealed } from "idos-core/box";
import { IdosError, invalid } from "idos-core/errors";

/** How large a content may be. */
export const MAX_BYTES = 8 * 1024 * 1024;

export function object(value: unknown): Record<string, unknown> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject) throw invalid("An argument is not an object.");
  return value as Record<string, unknown>;
}

export function bytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw invalid("An argument is not a Uint8Array.");
  if (value.length > MAX_BYTES) throw tooLarge();
  return value;
}

export function key(value: unknown): Uint8Array {
  const given = bytes(value);
  if (given.length !== KEY_SIZE) throw invalid("A public key has 32 bytes.");
  return given;
}

export function text(value: unknown, limit: number): string {
  if (typeof value !== "string") throw invalid("An argument is not text.");
  if (value.length > limit) throw tooLarge();
  return value;
}

export function sealedOf({ content, encryptorPublicKey }: Record<string, unknown>): Sealed {
  return { content: bytes(content), encryptorPublicKey: key(encryptorPublicKey) };
}

export function unixSeconds(value: unknown): number {
  if (value === undefined) return 0;
  const isTime = Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isTime) throw invalid("A lock is a number of Unix seconds.");
  return value as number;
}

export function tooLarge(): IdosError {
  return new IdosError("too_large", "An argument is larger than the enclave takes.");
}

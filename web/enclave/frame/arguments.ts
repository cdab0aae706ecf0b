/** Arguments of requests as what they must be. All throw `invalid` or `too_large`. */

import type { Sealed } from "idos-core/box";
import { IdosError, invalid } from "idos-core/errors";
import {
  count,
  keyBytes,
  optional,
  record,
  type Shape,
  bytes as someBytes,
  text as someText,
} from "idos-core/shape";

/** How large a content may be. */
export const MAX_BYTES = 8 * 1024 * 1024;

export const bytes: Shape<Uint8Array> = (value) => {
  if (someBytes(value).length > MAX_BYTES) throw tooLarge();
  return value as Uint8Array;
};

export function text(value: unknown, limit: number): string {
  if (someText(value).length > limit) throw tooLarge();
  return value as string;
}

export const sealedOf: Shape<Sealed> = record<Sealed>({ content: bytes, encryptorPublicKey: keyBytes });

/** Unix seconds; 0 where no time is named. */
export const unixSeconds: Shape<number> = (value) => {
  if (value === null) throw invalid("A lock is a number of Unix seconds.");
  return optional(count, 0)(value);
};

export function tooLarge(): IdosError {
  return new IdosError("too_large", "An argument is larger than the enclave takes.");
}

/** Base58btc text of keys and signatures: `z` and the base58 digits (Multibase). */

import { base58 } from "@scure/base";
import { IdosError } from "idos-core/errors";

const MAX_TEXT = 128; // base58 takes quadratic time; the longest value here, a private key, has 91 digits

export function encode(data: Uint8Array): string {
  return `z${base58.encode(data)}`;
}

/** The `size` bytes that `encode` turns into this text. Throws `bad_multibase` for anything else. */
export function decode(text: string, size: number): Uint8Array {
  const refused = new IdosError("bad_multibase", `This is not ${size} bytes in base58btc multibase.`);
  if (text.length > MAX_TEXT || !text.startsWith("z")) throw refused;
  let data: Uint8Array;
  try {
    data = base58.decode(text.slice(1));
  } catch {
    throw refused;
  }
  if (data.length !== size) throw refused;
  return data;
}

/** Secret-key encryption of contents: NaCl secretbox (XSalsa20, Poly1305), as a 24-byte nonce and the box. */

import { secretbox } from "@noble/ciphers/salsa.js";
import { IdosError } from "./errors.ts";

const NONCE_SIZE = 24;
const TAG_SIZE = 16;

/** Decrypt. Throws `cannot_decrypt` for what was altered, or encrypted with another key. */
export function open(boxed: Uint8Array, key: Uint8Array): Uint8Array {
  const refused = new IdosError("cannot_decrypt", "The content cannot be decrypted with this key.");
  if (boxed.length < NONCE_SIZE + TAG_SIZE) throw refused;
  try {
    return secretbox(key, boxed.subarray(0, NONCE_SIZE)).open(boxed.subarray(NONCE_SIZE));
  } catch {
    throw refused;
  }
}

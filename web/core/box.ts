/** Public-key encryption of contents: NaCl box. Format: docs/protocol/encryption.md §1. */

import { hsalsa, secretbox } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { concat, utf8 } from "./bytes.ts";
import { IdosError, invalid } from "./errors.ts";
import * as secret from "./secretbox.ts";

export const KEY_SIZE = 32;
const NONCE_SIZE = 24;

/** One encrypted message: nonce and box, and the 32-byte ephemeral key that its recipient needs. */
export interface Sealed {
  content: Uint8Array;
  encryptorPublicKey: Uint8Array;
}

type Random = (size: number) => Uint8Array;

const systemRandom: Random = (size) => crypto.getRandomValues(new Uint8Array(size));

export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(checkKey(secretKey));
}

/** Encrypt for one recipient. `random` gives the ephemeral secret, then the nonce; tests fix it. */
export function seal(plaintext: Uint8Array, recipient: Uint8Array, random: Random = systemRandom): Sealed {
  const ephemeral = random(KEY_SIZE);
  const nonce = random(NONCE_SIZE);
  const box = secretbox(sharedKey(recipient, ephemeral), nonce).seal(plaintext);
  return { content: concat(nonce, box), encryptorPublicKey: publicKeyOf(ephemeral) };
}

/** Decrypt. Throws `cannot_decrypt` for what was altered, or sealed for another key. */
export function open(sealed: Sealed, secretKey: Uint8Array): Uint8Array {
  return secret.open(sealed.content, sharedKey(sealed.encryptorPublicKey, secretKey));
}

function sharedKey(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  let shared: Uint8Array;
  try {
    shared = x25519.getSharedSecret(checkKey(secretKey), checkKey(publicKey));
  } catch (error) {
    if (error instanceof IdosError) throw error;
    // With a public key of low order the result would not depend on the secret (RFC 7748 §6.1).
    throw invalid("An X25519 public key of low order protects nothing.");
  }
  const key = new Uint32Array(8);
  hsalsa(words(utf8("expand 32-byte k")), words(shared), new Uint32Array(4), key);
  return new Uint8Array(key.buffer);
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer);
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.length !== KEY_SIZE) throw invalid("An X25519 key has 32 bytes.");
  return key;
}

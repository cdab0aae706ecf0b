import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.ts";

/** The SHA-256 of a plaintext in lower hex: how a copy is tied to its original. */
export function contentHash(plaintext: Uint8Array): string {
  return toHex(sha256(plaintext));
}

/** Whether a text has the form of a content hash. */
export function isContentHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Ed25519 signatures (RFC 8032), as strict as docs/protocol/signatures.md: every implementation decides alike. */

import { ed25519 } from "@noble/curves/ed25519.js";

export const PUBLIC_KEY_SIZE = 32;
export const SIGNATURE_SIZE = 64;

/**
 * Whether this is a strict signature of the message. Never throws. The public key and R must be canonical points
 * of the prime-order group other than the identity, so that the answer depends on no library's reading of the rest.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_SIZE || signature.length !== SIGNATURE_SIZE) return false;
  return (
    isStrictPoint(publicKey) &&
    isStrictPoint(signature.subarray(0, PUBLIC_KEY_SIZE)) &&
    ed25519.verify(signature, message, publicKey, { zip215: false })
  );
}

function isStrictPoint(bytes: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(bytes, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/** Credentials, whatever their format: recognised by their bytes. A further format is a file and a place in `FORMATS`. */

import type { CredentialFormat, Verification, VerifyOptions } from "./format.ts";
import type { TrustedIssuer } from "./keys.ts";
import { W3C } from "./w3c.ts";

/** Every format that is known, in the order in which they are asked. */
export const FORMATS: readonly CredentialFormat[] = [W3C];

/** The format that a plaintext is of; null for an unknown one. Never throws. */
export function formatOf(
  plaintext: Uint8Array,
  formats: readonly CredentialFormat[] = FORMATS,
): CredentialFormat | null {
  return formats.find((format) => format.recognises(plaintext)) ?? null;
}

/** A verification, and the name of the credential's format; null for an unknown one, which is `failed`. */
export interface Verified extends Verification {
  format: string | null;
}

/** Check the plaintext of a credential of any format. The checks of W3C say what is wrong with an unknown one. */
export function verify(
  plaintext: Uint8Array,
  issuers: readonly TrustedIssuer[],
  options: VerifyOptions,
  formats: readonly CredentialFormat[] = FORMATS,
): Verified {
  const found = formatOf(plaintext, formats);
  return { ...(found ?? W3C).verify(plaintext, issuers, options), format: found?.name ?? null };
}

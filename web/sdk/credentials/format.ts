/** What a credential format is: the twin of `idos.sdk.credential_format`. Pages check and show; they build none. */

import type { TrustedIssuer } from "./keys.ts";
import type { Verification, VerifyOptions } from "./verify.ts";

/** What a credential says, whatever its format. `subject` is by the names of docs/protocol/w3c.md §3. */
export interface Claims {
  readonly issuer: string;
  readonly level: string;
  readonly subject: Readonly<Record<string, unknown>>;
  /** The moment from which on it is not in force, as it writes it; null when it does not expire. */
  readonly expires: string | null;
}

/** One format: how its credentials are recognised, checked and read. */
export interface CredentialFormat {
  /** A stable name, such as `w3c`. */
  readonly name: string;
  /** Whether the plaintext says that it is of this format; never of two. Bounded, and never throws. */
  recognises(plaintext: Uint8Array): boolean;
  /** Check a credential. Never throws for what it is. */
  verify(plaintext: Uint8Array, issuers: readonly TrustedIssuer[], options?: VerifyOptions): Verification;
}

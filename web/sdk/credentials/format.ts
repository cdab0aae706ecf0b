/** What a credential format is: the twin of `idos.sdk.credential_format`. Pages check and show; they build none. */

import type { TrustedIssuer } from "./keys.ts";
import type { Verification, VerifyOptions } from "./verify.ts";

/** One format: how its credentials are recognised, checked and read. */
export interface CredentialFormat {
  /** A stable name, such as `w3c`. */
  readonly name: string;
  /** Whether the plaintext says that it is of this format; never of two. Bounded, and never throws. */
  recognises(plaintext: Uint8Array): boolean;
  /** Check a credential. Never throws for what it is. */
  verify(plaintext: Uint8Array, issuers: readonly TrustedIssuer[], options?: VerifyOptions): Verification;
}

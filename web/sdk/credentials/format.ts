/** What a credential format is: the twin of `idos.sdk.credential_format`. Pages check and show; they build none. */

import type { TrustedIssuer } from "./keys.ts";

/** What a credential says, whatever its format. `subject` is by the names of docs/protocol/w3c.md §3. */
export interface Claims {
  readonly issuer: string;
  readonly level: string;
  readonly subject: Readonly<Record<string, unknown>>;
  /** The moment from which on it is not in force, as it writes it; null when it does not expire. */
  readonly expires: string | null;
}

export type Status = "verified" | "weak" | "failed";

/** One line: which check, whether it passed, and a stable code for why. `kit/checks.ts` has a sentence for each. */
export interface Check {
  name: string;
  ok: boolean;
  code: string;
}

/** The outcome. `claims` are what was checked; null when the verdict is `failed`. */
export interface Verification {
  status: Status;
  checks: Check[];
  claims: Claims | null;
}

export interface VerifyOptions {
  /** Milliseconds since 1970; the present unless given. */
  now?: number;
  /** The hash of the plaintext when its issuer has vouched for it by other means: it must match. */
  attestedHash?: string | null;
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

/** What checking a credential of one's own found, in the order and words of a consumer's inspection. */

import { checkText } from "idos-kit/checks";
import { type CheckLine, checkLines } from "idos-kit/credential";
import { inspect } from "idos-sdk/credentials/inspection";
import { trustedIssuers } from "idos-sdk/credentials/keys";
import { verdict } from "idos-sdk/credentials/verify";
import type { Directory } from "idos-sdk/directory";
import type { Attestation, StoredCredential } from "idos-sdk/records";

export interface Verdict {
  readonly status: "verified" | "weak" | "failed";
  readonly lines: readonly CheckLine[];
  /** Why it is not verified, in a sentence. */
  readonly reason: string | null;
}

/** Lines that are about a copy for somebody else. */
const OF_COPIES = new Set(["request", "content", "provenance"]);

/**
 * Codes of failed checks that leave a credential authentic, but in part on its holder's word. One that was
 * imported has notes by the person: the issuer's signature is inside.
 */
const DOUBTS = new Set(["not_bound", "notes_not_bound", "no_notes", "untrusted_notes", "unattested"]);

/** As a verifier would see it. `attestation` is null where the node has none. */
export function verdictOf(
  stored: StoredCredential,
  plaintext: Uint8Array,
  attestation: Attestation | null,
  directory: Directory,
): Verdict {
  const grant = { ownerUserId: stored.userId, inserterType: "user", contentHash: null };
  const issuers = trustedIssuers(directory.parties);
  const { checks } = inspect({ grant, stored, plaintext, attestation }, issuers);
  const lines = checks.filter(({ name }) => !OF_COPIES.has(name));
  const failed = lines.find(({ ok }) => !ok);
  return {
    status: verdict(lines, DOUBTS),
    lines: checkLines(lines),
    reason: failed ? checkText(failed) : null,
  };
}

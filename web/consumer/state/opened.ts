/** Credentials that were opened: fetched, decrypted in this page, and checked in every way. */

import * as box from "idos-core/box";
import { fromUtf8, toBase64 } from "idos-core/bytes";
import { checkText } from "idos-kit/checks";
import type { Consumer } from "idos-sdk/consumer";
import { type Evidence, type Expected, type Inspection, inspect } from "idos-sdk/credentials/inspection";
import type { TrustedIssuer } from "idos-sdk/credentials/keys";
import type { AccessGrant, StoredCredential } from "idos-sdk/records";

/** `at`: milliseconds since 1970. */
export interface OpenedCredential {
  readonly grant: AccessGrant;
  readonly stored: StoredCredential;
  readonly evidence: Evidence;
  readonly inspection: Inspection;
  readonly at: number;
}

/** Decrypts a sealed content: with the company's key, or in a person's enclave. */
export type Decrypt = (stored: StoredCredential) => Promise<Uint8Array>;

/** With a key that is at hand. Throws `cannot_decrypt` for a copy that was made for another. */
export function decryptWith(key: Uint8Array): Decrypt {
  return async (stored) => box.open(stored, key);
}

/**
 * Fetch, decrypt and check a credential; `expected` is what the company knows of it by itself. The node logs the
 * reading for its owner. Throws `not_found` when it is no longer shared, and what `decrypt` throws.
 */
export async function openCredential(
  consumer: Consumer,
  grant: AccessGrant,
  issuers: readonly TrustedIssuer[],
  decrypt: Decrypt,
  expected: Expected = {},
): Promise<OpenedCredential> {
  const { stored, attestation } = await consumer.granted(grant);
  const plaintext = await decrypt(stored);
  const evidence: Evidence = { grant, stored, plaintext, attestation, expected };
  const at = Date.now();
  return { grant, stored, evidence, inspection: inspect(evidence, issuers, at), at };
}

/** Overwrite what was opened. */
export function discard({ evidence }: OpenedCredential): void {
  evidence.plaintext.fill(0);
}

/** What the content says of its subject, whether or not it can be relied on; null when it says nothing readable. */
export function claimed({ evidence }: OpenedCredential): Readonly<Record<string, unknown>> | null {
  const parsed = parse(evidence.plaintext);
  const subject = (Object(parsed) as { credentialSubject?: unknown }).credentialSubject;
  const isSubject = typeof subject === "object" && subject !== null && !Array.isArray(subject);
  return isSubject ? (subject as Record<string, unknown>) : null;
}

/** The day on which a credential that was read expires, as it writes it; empty when it does not. */
export function expiryOf({ inspection, evidence }: OpenedCredential): string {
  if (inspection.claims) return inspection.claims.expires ?? "";
  const { expirationDate } = Object(parse(evidence.plaintext)) as { expirationDate?: unknown };
  return typeof expirationDate === "string" ? expirationDate : "";
}

/** A report for the company's own records: everything that is needed to make each check again. */
export function report(
  { grant, stored, evidence, inspection, at }: OpenedCredential,
  node: string,
  chainId: string,
) {
  return {
    format: "idos-consumer-report-1",
    read_at: new Date(at).toISOString(),
    node,
    chain_id: chainId,
    grant,
    issuer_auth_public_key: stored.issuerAuthPublicKey,
    public_notes: stored.publicNotes,
    attestation: evidence.attestation,
    verdict: inspection.status,
    checks: inspection.checks.map((check) => ({ ...check, text: checkText(check) })),
    credential: parse(evidence.plaintext),
    plaintext_base64: toBase64(evidence.plaintext),
    ciphertext_base64: toBase64(stored.content),
  };
}

function parse(plaintext: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(plaintext));
  } catch {
    return null;
  }
}

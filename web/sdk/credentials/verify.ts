/**
 * Checking a credential: every check on its own line, and one verdict. Twin of the Python package's, line by line.
 *
 * `verified`: a trusted issuer signed exactly these names and values. `weak`: a trusted issuer signed these
 * values, but who held the credential could have exchanged which name a value stands under. `failed`: neither.
 * See docs/protocol/w3c.md §6.
 */

import { IdosError } from "idos-core/errors";
import { contentHash } from "idos-core/hash";
import { type Credential, INTEGRITY, LINKED, type Proof, type ProofType } from "./document.ts";
import type { Check, Claims, Status, Verification, VerifyOptions } from "./format.ts";
import type { Json } from "./json.ts";
import type { IssuerKey, TrustedIssuer } from "./keys.ts";
import { isSigned } from "./proofs.ts";
import { checkContexts, checkMembers, read, takeProofs } from "./shape.ts";
import { parseMoment } from "./values.ts";

const SKEW = 300_000; // milliseconds by which clocks may differ
const NOT_BOUND = "not_bound";

/** Check the plaintext of a credential. Never throws for what it is. */
export function verifyCredential(
  plaintext: Uint8Array,
  issuers: readonly TrustedIssuer[],
  { now = Date.now(), attestedHash = null }: VerifyOptions = {},
): Verification {
  const keys = issuers.flatMap((issuer) => issuer.keys);
  const found: Findings = { plaintext, now, attestedHash, document: {}, proofs: new Map(), keys };
  const checks = new Map<string, Check>();
  for (const [name, needs, step] of STEPS) {
    const isPossible = needs === null || checks.get(needs)?.ok;
    checks.set(name, isPossible ? line(name, () => step(found)) : { name, ok: false, code: "not_checked" });
  }
  const all = [...checks.values()];
  const status = verdict(all, new Set([NOT_BOUND]));
  const isShown = status !== "failed" && found.credential;
  return { status, checks: all, claims: isShown ? claimsOf(isShown) : null };
}

function claimsOf({ issuer, level, credentialSubject, expirationDate }: Credential): Claims {
  const { "@context": _, ...subject } = credentialSubject;
  return { issuer, level, subject, expires: expirationDate ?? null };
}

/** The verdict of some checks: codes among the doubts leave a credential authentic, but in part. */
export function verdict(checks: readonly Check[], doubts: ReadonlySet<string>): Status {
  const failures = checks.filter(({ ok }) => !ok);
  if (failures.length === 0) return "verified";
  return failures.every(({ code }) => doubts.has(code)) ? "weak" : "failed";
}

/** One check made. The step gives its code when it passes, and throws the code when it does not. */
export function line(name: string, step: () => string): Check {
  try {
    return { name, ok: true, code: step() };
  } catch (error) {
    if (!(error instanceof IdosError)) throw error;
    return { name, ok: false, code: error.code };
  }
}

/** A check that does not pass. What it means is said by its code. */
export function refuse(code: string): never {
  throw new IdosError(code, "A check of the credential failed.");
}

/** One verification under way: what was given, then what the checks have found out. */
interface Findings {
  plaintext: Uint8Array;
  now: number;
  attestedHash: string | null;
  document: Json;
  credential?: Credential;
  proofs: Map<ProofType, Proof>;
  keys: readonly IssuerKey[];
}

type Step = (found: Findings) => string;

const STEPS: [name: string, needs: string | null, step: Step][] = [
  ["document", null, readDocument],
  ["contexts", "document", readContexts],
  ["schema", "contexts", readMembers],
  ["issuer", "schema", findIssuer],
  ["proof", "issuer", checkLinked],
  ["binding", "proof", checkBinding],
  ["validity", "schema", checkValidity],
];

function readDocument(found: Findings): string {
  found.document = read(found.plaintext);
  return "ok";
}

function readContexts(found: Findings): string {
  checkContexts(found.document);
  return "ok";
}

function readMembers(found: Findings): string {
  found.proofs = takeProofs(found.document);
  found.credential = checkMembers(found.document);
  return "ok";
}

function findIssuer(found: Findings): string {
  const { proof, credential } = signed(found);
  const named = found.keys.filter((key) => key.id === proof.verificationMethod);
  if (named.length === 0) refuse("unknown_key");
  found.keys = named.filter((key) => key.controller === credential.issuer);
  if (found.keys.length === 0) refuse("issuer_mismatch");
  return "ok";
}

function checkLinked(found: Findings): string {
  const { proof, credential } = signed(found);
  found.keys = found.keys.filter((key) => isSigned(credential, proof, key));
  if (found.keys.length === 0) refuse("invalid_proof");
  return "ok";
}

function checkBinding(found: Findings): string {
  const { attestedHash, plaintext, keys } = found;
  if (attestedHash !== null && contentHash(plaintext) !== attestedHash.toLowerCase()) {
    refuse("content_hash_mismatch");
  }
  const { credential } = signed(found);
  const proof = found.proofs.get(INTEGRITY);
  if (!proof) return attestedHash === null ? refuse(NOT_BOUND) : "ok";
  const holds = (key: IssuerKey) => proof.verificationMethod === key.id && isSigned(credential, proof, key);
  if (!keys.some(holds)) refuse("invalid_binding");
  return "ok";
}

function checkValidity(found: Findings): string {
  const { issuanceDate, expirationDate } = signed(found).credential;
  if (parseMoment("issuanceDate", issuanceDate) - found.now >= SKEW) refuse("not_yet_valid");
  if (expirationDate === undefined) return "ok";
  if (found.now - parseMoment("expirationDate", expirationDate) >= SKEW) refuse("expired");
  return "ok";
}

/** What the check of the schema has left, for those that come after it. */
function signed({ credential, proofs }: Findings): { credential: Credential; proof: Proof } {
  const proof = proofs.get(LINKED);
  if (!credential || !proof) throw new Error("the schema was not checked");
  return { credential, proof };
}

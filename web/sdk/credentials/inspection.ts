/** Is a shared credential what it claims to be? Every check on its own line, and one verdict. */

import { fromBase64, fromHex } from "idos-core/bytes";
import { PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from "idos-core/ed25519";
import { invalid } from "idos-core/errors";
import { contentHash } from "idos-core/hash";
import type { Attestation } from "../records.ts";
import { APPROVED, contentIsSigned, notesAreSigned, REVOKED, readNotes } from "./attestation.ts";
import type { Check, Claims, CredentialFormat, Status } from "./format.ts";
import { FORMATS, verify } from "./formats.ts";
import type { TrustedIssuer } from "./keys.ts";
import { line, refuse, verdict } from "./verify.ts";

/** The `inserterType` of a grant whose copy came with its original, from the same issuer. */
export const WRITTEN_BY_ISSUER = "delegated_write_grant";

/** Codes of failed checks that leave a credential authentic, but in part on its holder's word. */
const DOUBTS = new Set(["not_bound", "notes_not_bound", "no_notes", "unattested"]);

/**
 * The signatures that the network keeps: of the original's notes, and of the copy. The first three are empty
 * when the original was removed; the signature also when its issuer edited the notes on the network.
 */
export type AttestedSignatures = Omit<Attestation, "id" | "userId" | "copyIssuerAuthPublicKey">;

/**
 * What is known beforehand of a copy, otherwise than from this node: whose it is, and the hash of its content.
 * Without a hash, that this copy is the one with that id is the node's word.
 */
export interface Expected {
  owner?: string | null;
  contentHash?: string | null;
}

/**
 * All that was gathered about one shared credential. `attestation`: null where the network has none; `expected`:
 * nothing where it is left out.
 */
export interface Evidence {
  grant: { ownerUserId: string; inserterType: string; contentHash: string | null };
  stored: { issuerAuthPublicKey: string; content: Uint8Array; publicNotes: string };
  plaintext: Uint8Array;
  attestation: AttestedSignatures | null;
  expected?: Expected;
}

/**
 * `verified`: an issuer signed exactly this, and stands by it. `weak`: an issuer signed these values, but which
 * field they stand in, or whether the status is theirs, is the holder's word. `failed`: neither, and no claims.
 * `format` names the credential's format; null for an unknown one.
 */
export interface Inspection {
  status: Status;
  checks: Check[];
  claims: Claims | null;
  format: string | null;
}

/** Make every check. Never throws for what the credential is. `now`: milliseconds since 1970. */
export function inspect(
  evidence: Evidence,
  issuers: readonly TrustedIssuer[],
  now: number = Date.now(),
  formats: readonly CredentialFormat[] = FORMATS,
): Inspection {
  const writers = new Set(
    issuers.flatMap(({ authPublicKeys }) => authPublicKeys.map((key) => key.toLowerCase())),
  );
  const isByDelegation =
    evidence.grant.inserterType === WRITTEN_BY_ISSUER && writers.has(evidence.stored.issuerAuthPublicKey);
  const looked: Looked = { ...evidence, hash: contentHash(evidence.plaintext), writers, isByDelegation };
  const provenance = line("provenance", () => checkProvenance(looked));
  const attestedHash = provenance.code === "written_by_issuer" ? looked.hash : null;
  const document = verify(evidence.plaintext, issuers, { now, attestedHash }, formats);
  const checks = [
    ...(isExpected(evidence.expected) ? [line("request", () => checkRequest(looked))] : []),
    line("content", () => checkContent(looked)),
    provenance,
    ...document.checks,
    line("notes", () => checkNotes(looked)),
    line("status", () => checkStatus(looked)),
    line("notes_binding", () => checkNotesBinding(looked)),
  ];
  const status = verdict(checks, DOUBTS);
  return { status, checks, claims: status === "failed" ? null : document.claims, format: document.format };
}

/** One inspection: what was gathered, whose signatures count, and the hash of the plaintext. */
interface Looked extends Evidence {
  hash: string;
  writers: ReadonlySet<string>;
  /** Whether the copy came about together with its original, from one of the issuers. */
  isByDelegation: boolean;
}

function isExpected({ owner, contentHash }: Expected = {}): boolean {
  return (owner ?? contentHash ?? null) !== null;
}

/** Whether the answer is to the question: a node can show another copy under the id that was asked for. */
function checkRequest({ grant, hash, expected = {} }: Looked): string {
  const owner = expected.owner ?? null;
  const content = expected.contentHash ?? null;
  if (owner !== null && owner !== grant.ownerUserId) refuse("owner_mismatch");
  if (content !== null && content.toLowerCase() !== hash) refuse("content_hash_mismatch");
  return "ok";
}

function checkContent({ grant, hash }: Looked): string {
  if (grant.contentHash === null) return "no_hash";
  return hash === grant.contentHash.toLowerCase() ? "ok" : refuse("content_hash_mismatch");
}

/** Who encrypted this copy. Only an issuer's signature over the ciphertext says that it was the issuer. */
function checkProvenance({ stored, attestation, isByDelegation }: Looked): string {
  if (!isByDelegation) return "by_holder";
  if (!attestation) return "unattested";
  const isSigned = contentIsSigned(
    stored.content,
    bytes(fromBase64, attestation.copyPublicNotesSignature, SIGNATURE_SIZE),
    bytes(fromBase64, attestation.broaderSignature, SIGNATURE_SIZE),
    bytes(fromHex, stored.issuerAuthPublicKey, PUBLIC_KEY_SIZE),
  );
  return isSigned ? "written_by_issuer" : refuse("invalid_copy_signature");
}

function checkNotes({ stored, attestation, writers }: Looked): string {
  if (!attestation) return refuse("unattested");
  if (attestation.publicNotes !== stored.publicNotes) refuse("notes_mismatch");
  if (!attestation.issuerAuthPublicKey) refuse("no_notes");
  if (!writers.has(attestation.issuerAuthPublicKey)) refuse("untrusted_notes");
  if (!attestation.publicNotesSignature) return "edited_by_issuer";
  const isSigned = notesAreSigned(
    attestation.publicNotes,
    bytes(fromBase64, attestation.publicNotesSignature, SIGNATURE_SIZE),
    bytes(fromHex, attestation.issuerAuthPublicKey, PUBLIC_KEY_SIZE),
  );
  return isSigned ? "ok" : refuse("invalid_notes_signature");
}

function checkStatus({ stored }: Looked): string {
  const { status } = readNotes(stored.publicNotes);
  if (status === undefined || status === null) return "no_status";
  if (status === APPROVED) return "ok";
  return refuse(status === REVOKED ? REVOKED : "not_approved");
}

/** Whether the notes, and so the status, are about this content, and not about another of the holder's. */
function checkNotesBinding({ stored, hash, isByDelegation }: Looked): string {
  const notes = readNotes(stored.publicNotes);
  if (Object.keys(notes).length === 0) refuse("no_notes");
  if (notes.content_hash === hash) return "ok";
  return isByDelegation ? "written_together" : refuse("notes_not_bound");
}

/** Decoded text of at most `size` bytes. Throws `invalid`. */
function bytes(decode: (text: string) => Uint8Array, text: string, size: number): Uint8Array {
  const tooLong = invalid("A key or signature is too long.");
  if (text.length > 2 * size) throw tooLong;
  const data = decode(text);
  if (data.length > size) throw tooLong;
  return data;
}

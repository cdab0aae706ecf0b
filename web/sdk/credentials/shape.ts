/** The one shape a credential may have, checked before anything is computed from it. docs/protocol/w3c.md §2, §6. */

import { fromUtf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { FACE_ID_V1, isCredentialContext, SUBJECT_V1, SUBJECT_V2 } from "./contexts.ts";
import {
  CRYPTOSUITE,
  type Credential,
  INTEGRITY,
  LINKED,
  type Proof,
  type ProofType,
  PURPOSE,
} from "./document.ts";
import { hasDuplicates, isObject, type Json, scan } from "./json.ts";
import { checkText, checkUri, parseMoment } from "./values.ts";

/** The longest plaintext, in bytes of UTF-8. */
export const MAX_BYTES: number = 10 * 2 ** 20;

/** The most characters outside of strings, which bounds nesting and values. A credential has some hundreds. */
const MAX_STRUCTURE = 4096;

const REQUIRED = ["@context", "type", "issuer", "id", "level", "credentialSubject", "issuanceDate"];
const OPTIONAL = ["issued", "approvedAt", "expirationDate"];

const ADDRESS = "residentialAddress";
const V2_MEMBERS = [
  ...["id", "firstName", "middleName", "familyName", "maidenName", "ssn", "gender", "nationality", "email"],
  ...["phoneNumber", "dateOfBirth", "placeOfBirth", "selfieFile"],
  ...["Country", "Number", "Type", "DateOfIssue", "DateOfExpiry", "FrontFile", "BackFile"].map(
    (name) => `idDocument${name}`,
  ),
  ...["Street", "HouseNumber", "AdditionalAddressInfo", "Region", "City", "PostalCode", "Country"].map(
    (name) => ADDRESS + name,
  ),
  ...["ProofCategory", "ProofDateOfIssue", "ProofFile"].map((name) => ADDRESS + name),
];
const V1_MEMBERS = [...V2_MEMBERS, "applicantId", "inquiryId", "governmentId", "governmentIdType"];
const SUBJECT_MEMBERS = new Map<unknown, string[]>([
  [SUBJECT_V2, V2_MEMBERS],
  [FACE_ID_V1, ["id", "faceSignUserId"]],
  ...SUBJECT_V1.map((context): [string, string[]] => [context, V1_MEMBERS]),
]);

const LINKED_MEMBERS = ["type", "created", "verificationMethod", "proofPurpose", "proofValue"];
const PROOF_MEMBERS = new Map<unknown, string[]>([
  [LINKED, LINKED_MEMBERS],
  [INTEGRITY, [...LINKED_MEMBERS, "cryptosuite", "@context"]],
]);

/** A JSON object of UTF-8 text. Throws `too_large`, `duplicate_member` or `malformed`. */
export function read(plaintext: Uint8Array): Json {
  if (plaintext.length > MAX_BYTES) {
    throw new IdosError("too_large", `A credential has at most ${MAX_BYTES} bytes.`);
  }
  const malformed = new IdosError("malformed", "The credential is not a JSON object.");
  let text: string;
  let document: unknown;
  try {
    text = fromUtf8(plaintext);
  } catch {
    throw malformed;
  }
  const scanned = scan(text, MAX_STRUCTURE);
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed;
  }
  if (hasDuplicates(text, scanned)) throw new IdosError("duplicate_member", "A member is named twice.");
  if (!isObject(document)) throw malformed;
  return document;
}

/** Throws `unknown_context` unless both contexts are pinned ones. */
export function checkContexts(document: Json): void {
  const subject = own(document, "credentialSubject");
  const context = isObject(subject) ? own(subject, "@context") : undefined;
  if (!isCredentialContext(own(document, "@context")) || !SUBJECT_MEMBERS.has(context)) {
    throw new IdosError("unknown_context", "The credential does not have the pinned contexts.");
  }
}

/**
 * The credential that a document without proofs is, whose contexts are known to be pinned. Throws
 * `missing_member`, `unknown_member` or `bad_value`.
 */
export function checkMembers(document: Json): Credential {
  checkNames("The credential", document, REQUIRED, OPTIONAL);
  const { type, credentialSubject } = document;
  if (!Array.isArray(type) || type.length !== 1 || type[0] !== "VerifiableCredential") {
    throw new IdosError("bad_value", "type must be VerifiableCredential alone.");
  }
  for (const name of ["id", "issuer"]) checkUri(name, document[name]);
  for (const name of ["level", "issued", "approvedAt"]) {
    if (Object.hasOwn(document, name)) checkText(name, document[name]);
  }
  for (const name of ["issuanceDate", "expirationDate"]) {
    if (Object.hasOwn(document, name)) parseMoment(name, document[name]);
  }
  const subject = credentialSubject as Json;
  checkNames("The subject", subject, ["@context"], SUBJECT_MEMBERS.get(subject["@context"]) ?? []);
  for (const [name, value] of Object.entries(subject)) checkText(name, value);
  if (Object.hasOwn(subject, "id")) checkUri("credentialSubject.id", subject.id);
  return document as unknown as Credential;
}

/**
 * Take the proofs out of a document, by type. Throws `missing_proof` or `unsupported_proof`, or as
 * `checkMembers` does.
 */
export function takeProofs(document: Json): Map<ProofType, Proof> {
  const given = Object.hasOwn(document, "proof") ? document.proof : [];
  delete document.proof;
  const proofs = new Map<ProofType, Proof>();
  for (const item of Array.isArray(given) ? given : [given]) {
    const type = isObject(item) ? own(item, "type") : undefined;
    if (!PROOF_MEMBERS.has(type) || proofs.has(type as ProofType)) {
      throw new IdosError("unsupported_proof", "A proof is repeated or of an unsupported type.");
    }
    proofs.set(type as ProofType, item as Proof);
  }
  if (!proofs.has(LINKED)) throw new IdosError("missing_proof", `The credential has no ${LINKED} proof.`);
  for (const proof of proofs.values()) checkProof(proof, own(document, "@context"));
  return proofs;
}

function checkProof(proof: Proof, context: unknown): void {
  checkNames("The proof", proof, PROOF_MEMBERS.get(proof.type) ?? [], []);
  const { "@context": named = context, cryptosuite = CRYPTOSUITE, ...texts } = proof;
  for (const [name, value] of Object.entries({ ...texts, cryptosuite })) checkText(name, value);
  const isSame = JSON.stringify(named) === JSON.stringify(context);
  if (proof.proofPurpose !== PURPOSE || cryptosuite !== CRYPTOSUITE || !isSame) {
    throw new IdosError("unsupported_proof", "A proof has another purpose, cryptosuite or context.");
  }
}

function checkNames(what: string, value: object, required: string[], optional: string[]): void {
  if (!required.every((name) => Object.hasOwn(value, name))) {
    throw new IdosError("missing_member", `${what} lacks a member.`);
  }
  if (!Object.keys(value).every((name) => required.includes(name) || optional.includes(name))) {
    throw new IdosError("unknown_member", `${what} has a member that is not known here.`);
  }
}

function own(document: Json, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}

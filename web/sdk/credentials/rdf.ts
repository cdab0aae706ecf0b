/**
 * The canonical RDF form of a credential: the text that `Ed25519Signature2020` signs.
 *
 * Because only pinned contexts and one flat shape are accepted, every member is one line, and no general JSON-LD
 * or RDF algorithm meets untrusted input. See docs/protocol/w3c.md §4.
 */

import type { Credential, Proof } from "./document.ts";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const CREDENTIALS = "https://www.w3.org/2018/credentials#";
const SECURITY = "https://w3id.org/security#";
const TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
const BLANK = "_:c14n0";

const DATE_TIMES = ["issued", "issuanceDate", "expirationDate"] as const;
const PREDICATES = [
  ["level", `${XSD}string`],
  ["approvedAt", `${XSD}date`],
] as const;

/** Every other member of a subject has the predicate `xsd:string`: names are not part of what is signed. */
const SUBJECT_PREDICATES = new Map([
  ["dateOfBirth", "aux:date"],
  ["idDocumentDateOfIssue", "aux:date"],
  ["idDocumentDateOfExpiry", "aux:date"],
  ["nationality", "aux:ISO_3166-1_alpha-2"],
  ["residentialAddressCountry", "aux:ISO_3166-1_alpha-2"],
  ["residentialAddressProofDateOfIssue", `${XSD}date`],
]);

/** The N-Quads of a credential without its proofs. */
export function canonicalCredential(document: Credential): string {
  const credential = `<${document.id}>`;
  const { "@context": _, id, ...members } = document.credentialSubject;
  const node = id === undefined ? BLANK : `<${id}>`;
  const lines = [
    `${credential} ${TYPE} <${CREDENTIALS}VerifiableCredential>`,
    `${credential} <${CREDENTIALS}credentialSubject> ${node}`,
    `${credential} <${CREDENTIALS}issuer> <${document.issuer}>`,
  ];
  for (const name of DATE_TIMES) {
    const value = document[name];
    if (value !== undefined) lines.push(`${credential} <${CREDENTIALS}${name}> ${dateTime(value)}`);
  }
  for (const [name, predicate] of PREDICATES) {
    const value = document[name];
    if (value !== undefined) lines.push(`${credential} <${predicate}> ${literal(value)}`);
  }
  for (const [name, value] of Object.entries(members)) {
    lines.push(`${node} <${SUBJECT_PREDICATES.get(name) ?? `${XSD}string`}> ${literal(value)}`);
  }
  return join(lines);
}

/** The N-Quads of an `Ed25519Signature2020` proof without its value. */
export function canonicalProof(options: Omit<Proof, "proofValue">): string {
  return join([
    `${BLANK} <http://purl.org/dc/terms/created> ${dateTime(options.created)}`,
    `${BLANK} ${TYPE} <${SECURITY}${options.type}>`,
    `${BLANK} <${SECURITY}proofPurpose> <${SECURITY}${options.proofPurpose}>`,
    `${BLANK} <${SECURITY}verificationMethod> <${options.verificationMethod}>`,
  ]);
}

function literal(value: string): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${escaped.replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
}

function dateTime(value: string): string {
  return `${literal(value)}^^<${XSD}dateTime>`;
}

/** Repeated lines once, sorted by UTF-16 code units, as JavaScript and so the official software sorts. */
function join(lines: string[]): string {
  const whole = lines.map((line) => `${line} .\n`);
  return [...new Set(whole)].sort().join("");
}

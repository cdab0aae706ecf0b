/** What a content is, for the person who decides about it: read from the plaintext, and from nothing else. */

import { fromUtf8 } from "idos-core/bytes";
import type { Content } from "../protocol.ts";

const MAX_FIELDS = 60;
const MAX_LETTERS = 300;
/** What a credential has around its subject (W3C VC 1.1). */
const ENVELOPE = new Set([
  "@context",
  "id",
  "type",
  "issuer",
  "issuanceDate",
  "expirationDate",
  "credentialSubject",
  "proof",
]);
const SUBJECT = new Set(["@context", "id"]);
const NOTHING: ReadonlySet<string> = new Set();

/** The content as a record; null when it is not a JSON object. */
export function recordOf(plaintext: Uint8Array): Record<string, unknown> | null {
  const text = textOf(plaintext);
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Everything that a person can be shown of a content. Longer values, such as pictures, have their size only. */
export function contentOf(plaintext: Uint8Array): Content {
  const size = plaintext.length;
  const record = recordOf(plaintext) ?? {};
  const subject = record.credentialSubject;
  const isCredential = typeof subject === "object" && subject !== null;
  const members = [
    ...(isCredential ? without(SUBJECT, subject) : []),
    ...without(isCredential ? ENVELOPE : NOTHING, record),
  ];
  if (members.length === 0) {
    const text = textOf(plaintext)?.slice(0, MAX_LETTERS) ?? null;
    return { issuer: null, fields: [], more: 0, text, size };
  }
  const fields = members
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => ({ name: name.slice(0, MAX_LETTERS), ...shown(value) }));
  const issuer =
    isCredential && typeof record.issuer === "string" ? record.issuer.slice(0, MAX_LETTERS) : null;
  return { issuer, fields, more: members.length - fields.length, text: null, size };
}

function without(names: ReadonlySet<string>, record: object): [string, unknown][] {
  return Object.entries(record).filter(([name]) => !names.has(name));
}

function shown(value: unknown): { value: string | null; size: number } {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return { value: text.length <= MAX_LETTERS ? text : null, size: text.length };
}

function textOf(plaintext: Uint8Array): string | null {
  try {
    return fromUtf8(plaintext);
  } catch {
    return null;
  }
}

/** What a content is, for the person who decides about it: read from the plaintext, and from nothing else. */

import { fromUtf8 } from "idos-core/bytes";
import type { Content } from "../exchange.ts";

const MAX_FIELDS = 60;
const MAX_LETTERS = 300;
/** What every credential has around its subject (W3C VC 1.1), and what tells nothing of a person. */
const FRAME = new Set([
  "id",
  "type",
  "issuer",
  "issuanceDate",
  "expirationDate",
  "credentialSubject",
  "proof",
]);

/** The content as a record; null for one that is none. */
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
  const record = recordOf(plaintext);
  if (record === null) {
    return {
      issuer: null,
      fields: [],
      more: 0,
      text: textOf(plaintext)?.slice(0, MAX_LETTERS) ?? null,
      size,
    };
  }
  const entries = [...members(record.credentialSubject), ...members(record)].filter(
    ([name]) => !FRAME.has(name) && !name.startsWith("@"),
  );
  const fields = entries
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => ({ name: name.slice(0, MAX_LETTERS), ...shown(value) }));
  const issuer = typeof record.issuer === "string" ? record.issuer.slice(0, MAX_LETTERS) : null;
  return { issuer, fields, more: entries.length - fields.length, text: null, size };
}

function members(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
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

/** A decrypted content as far as it can be shown: any JSON object with a subject. What it claims is not checked here. */

import { fromUtf8 } from "idos-core/bytes";

export interface ShownDocument {
  readonly name: string | null;
  readonly subject: Readonly<Record<string, unknown>>;
  /** The URI by which it names its issuer. */
  readonly issuer: string | null;
  readonly level: string | null;
  /** Unix seconds. */
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
}

/** Null for a content that is not a JSON object. Without a subject, the object itself is taken for it. */
export function documentOf(plaintext: Uint8Array): ShownDocument | null {
  const record = recordOf(plaintext);
  if (record === null) return null;
  const { credentialSubject, issuer } = record;
  return {
    name: text(record.name),
    subject: isRecord(credentialSubject) ? credentialSubject : record,
    issuer: text(issuer),
    level: text(record.level),
    issuedAt: moment(record.issuanceDate),
    expiresAt: moment(record.expirationDate),
  };
}

/** The content as text; null when it is not text. */
export function textOf(plaintext: Uint8Array): string | null {
  try {
    return fromUtf8(plaintext);
  } catch {
    return null;
  }
}

function recordOf(plaintext: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(fromUtf8(plaintext));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function moment(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? Math.floor(at / 1000) : null;
}

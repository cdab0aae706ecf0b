/** Credentials that the person writes: a name and fields, encrypted; a label that is not. */

import { utf8 } from "idos-core/bytes";
import { documentOf } from "./document.ts";

/** The `type` in the notes of such a credential. */
export const OWN_TYPE = "self-declared";

export interface OwnField {
  name: string;
  value: string;
}

export interface OwnDocument {
  name: string;
  fields: OwnField[];
  /** Shown on the card before anything is unlocked; empty for none. */
  label: string;
}

/** What is encrypted. Its fields stand where those of an issuer's credential do, so that they are shown alike. */
export function ownContent({ name, fields }: OwnDocument): Uint8Array<ArrayBuffer> {
  const subject = Object.fromEntries(fields.map((field) => [field.name, field.value]));
  return utf8(JSON.stringify({ name, credentialSubject: subject }));
}

/** What is not encrypted. The content's hash is left out: short contents could be guessed by it. */
export function ownNotes({ label }: OwnDocument, id: string): string {
  return JSON.stringify({ id, type: OWN_TYPE, ...(label !== "" && { label }) });
}

/** The form that such a credential was made with. */
export function ownOf(plaintext: Uint8Array, notes: Readonly<Record<string, unknown>>): OwnDocument {
  const { name, subject } = documentOf(plaintext) ?? { name: null, subject: {} };
  const fields = Object.entries(subject).map(([field, value]) => ({ name: field, value: textOf(value) }));
  return { name: name ?? "", fields, label: typeof notes.label === "string" ? notes.label : "" };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

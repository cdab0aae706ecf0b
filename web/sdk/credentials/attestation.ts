/** The issuer's signatures on what is stored, and what public notes say. docs/protocol/credentials.md. */

import { concat, utf8 } from "idos-core/bytes";
import { SIGNATURE_SIZE, verify } from "idos-core/ed25519";
import { isObject, type Json, scan } from "./json.ts";

export const APPROVED = "approved";
export const REVOKED = "revoked";

const MAX_BYTES = 64 * 1024;
const MAX_VALUES = 4096;
const MAX_DEPTH = 32;

/** Whether the key signed these notes. */
export function notesAreSigned(notes: string, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return notes.isWellFormed() && verify(publicKey, utf8(notes), signature);
}

/** Whether the key signed this content together with the notes whose signature is given. */
export function contentIsSigned(
  content: Uint8Array,
  notesSignature: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return (
    notesSignature.length === SIGNATURE_SIZE && verify(publicKey, concat(notesSignature, content), signature)
  );
}

/** The members of public notes; none when they are not a JSON object, or beyond the bounds. */
export function readNotes(text: string): Json {
  try {
    if (utf8(text.toWellFormed()).length > MAX_BYTES || !isBounded(text)) return {};
    const notes: unknown = JSON.parse(text, refuseOdd);
    return isObject(notes) ? notes : {};
  } catch {
    return {};
  }
}

function isBounded(text: string): boolean {
  let [depth, deepest, punctuation] = [0, 0, 0];
  for (const character of scan(text, MAX_BYTES).structure) {
    if ("[{".includes(character)) deepest = Math.max(deepest, ++depth);
    if ("]}".includes(character)) depth -= 1;
    if (",[]{}".includes(character)) punctuation += 1;
  }
  return deepest <= MAX_DEPTH && punctuation <= 2 * MAX_VALUES;
}

/** Not every reader takes these, so nobody may. */
function refuseOdd(name: string, value: unknown): unknown {
  const isOdd = typeof value === "string" ? !value.isWellFormed() : value === Infinity || value === -Infinity;
  if (isOdd || !name.isWellFormed()) throw new SyntaxError();
  return value;
}

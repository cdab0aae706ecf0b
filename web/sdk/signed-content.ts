/** The writer's signatures on what is stored (docs/protocol/credentials.md). */

import type { Sealed } from "idos-core/box";
import { concat, toBase64, utf8 } from "idos-core/bytes";
import type { ServerKey } from "./signer.ts";

/** Encrypted content with public notes and the two signatures, each as the wire writes it. */
export interface SignedContent {
  readonly content: string;
  readonly encryptorPublicKey: string;
  readonly publicNotes: string;
  readonly publicNotesSignature: string;
  readonly broaderSignature: string;
  readonly issuerAuthPublicKey: string;
}

/** Sign notes and content, as whoever writes them does: first the notes, then notes and content together. */
export function signContent(sealed: Readonly<Sealed>, publicNotes: string, key: ServerKey): SignedContent {
  const notesSignature = key.signNow(utf8(publicNotes));
  return {
    content: toBase64(sealed.content),
    encryptorPublicKey: toBase64(sealed.encryptorPublicKey),
    publicNotes,
    publicNotesSignature: toBase64(notesSignature),
    broaderSignature: toBase64(key.signNow(concat(notesSignature, sealed.content))),
    issuerAuthPublicKey: key.identifier,
  };
}

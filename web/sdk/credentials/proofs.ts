/**
 * The two proofs of a credential, and checking them.
 *
 * `Ed25519Signature2020` covers values but, in the idOS contexts, not under which name a value stands.
 * `eddsa-jcs-2022` (W3C Data Integrity EdDSA Cryptosuites v1.0 §3.3, over RFC 8785 JSON) covers every name and
 * every value. See docs/protocol/w3c.md §4 and §5.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "idos-core/bytes";
import { SIGNATURE_SIZE, verify } from "idos-core/ed25519";
import { type Credential, LINKED, type Proof } from "./document.ts";
import type { IssuerKey } from "./keys.ts";
import * as multibase from "./multibase.ts";
import { canonicalCredential, canonicalProof } from "./rdf.ts";

/** Whether the key made this proof over this credential. */
export function isSigned(credential: Credential, proof: Proof, key: IssuerKey): boolean {
  const { proofValue, ...options } = proof;
  let signature: Uint8Array;
  try {
    signature = multibase.decode(proofValue, SIGNATURE_SIZE);
  } catch {
    return false;
  }
  const [canonicalOptions, canonical] =
    proof.type === LINKED
      ? [canonicalProof(options), canonicalCredential(credential)]
      : [canonicalJson(options), canonicalJson(credential)];
  const message = concat(sha256(utf8(canonicalOptions)), sha256(utf8(canonical)));
  return verify(key.publicKey, message, signature);
}

/** The canonical text (JCS, RFC 8785) of text, and of lists and objects of it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join()}}`;
}

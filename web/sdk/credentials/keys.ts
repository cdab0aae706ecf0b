/** The keys with which issuers sign credentials, and who is trusted as an issuer. docs/protocol/w3c.md §1. */

import { concat } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import * as multibase from "./multibase.ts";

/** A public Ed25519 key: `id` names it, `controller` is the `issuer` of the credentials that it signs. */
export interface IssuerKey {
  id: string;
  controller: string;
  publicKey: Uint8Array;
}

/** `keys` sign its credentials; `authPublicKeys` (hex) sign what it writes to the network. */
export interface TrustedIssuer {
  keys: readonly IssuerKey[];
  authPublicKeys: readonly string[];
}

/** What a directory says of a party, as far as its credentials go. */
export interface DirectoryIssuer {
  roles: readonly string[];
  identifiers: readonly string[];
  issuerIds: readonly string[];
  credentialKeys: readonly string[];
}

const ED25519_PUBLIC = Uint8Array.of(0xed, 0x01); // multicodec ed25519-pub
const KEY_SIZE = 32;

/** Whom an issuer's credentials name as their issuer. */
export function controllerOf(issuer: string): string {
  return `${issuer}/issuers/1`;
}

/** The key of an issuer known by one URI. Throws `bad_multibase` or `bad_key`. */
export function issuerKey(issuer: string, publicKeyMultibase: string): IssuerKey {
  const data = multibase.decode(publicKeyMultibase, ED25519_PUBLIC.length + KEY_SIZE);
  if (!ED25519_PUBLIC.every((byte, at) => data[at] === byte)) {
    throw new IdosError("bad_key", "The multibase value is not a public Ed25519 key.");
  }
  return {
    id: `${issuer}/keys/1`,
    controller: controllerOf(issuer),
    publicKey: data.subarray(ED25519_PUBLIC.length),
  };
}

/** The text of an Ed25519 public key as a verification method: `publicKeyMultibase`. */
export function publicKeyMultibase(publicKey: Uint8Array): string {
  return multibase.encode(concat(ED25519_PUBLIC, publicKey));
}

/** The issuers of a directory: any of an issuer's keys may stand under any of its names. */
export function trustedIssuers(directory: readonly DirectoryIssuer[]): TrustedIssuer[] {
  return directory
    .filter(({ roles }) => roles.includes("issuer"))
    .map(({ identifiers, issuerIds, credentialKeys }) => ({
      keys: issuerIds.flatMap((issuer) => credentialKeys.map((key) => issuerKey(issuer, key))),
      authPublicKeys: identifiers,
    }));
}

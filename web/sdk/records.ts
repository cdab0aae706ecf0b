/** The network's rows as frozen values. Ids are UUIDs in lower case, times unix seconds unless said otherwise. */

import type { Sealed } from "idos-core/box";
import { base64, count, key, list, oneOf, optional, record, type Shape, text, uuid } from "idos-core/shape";
import { integer, row } from "./rows.ts";

const maybe = optional(text, null);

/** A person's entry. `encryptionPublicKey` is what others encrypt to. */
export interface Profile {
  readonly id: string;
  readonly encryptionPublicKey: Uint8Array;
  readonly encryptionPasswordStore: string;
  readonly inserter: string | null;
}

export const profile: Shape<Profile> = row<Profile>(
  { id: uuid, encryptionPublicKey: key, encryptionPasswordStore: text, inserter: maybe },
  { encryptionPublicKey: "recipient_encryption_public_key" },
);

/** A wallet that controls a profile. */
export interface Wallet {
  readonly id: string;
  readonly userId: string;
  readonly walletType: string;
  readonly address: string;
  readonly publicKey: string | null;
  readonly inserter: string | null;
}

export const wallet: Shape<Wallet> = row<Wallet>({
  id: uuid,
  userId: uuid,
  walletType: text,
  address: text,
  publicKey: maybe,
  inserter: maybe,
});

/** A plain key and value of a profile. */
export interface Attribute {
  readonly id: string;
  readonly userId: string;
  readonly key: string;
  readonly value: string;
  readonly originalId: string | null;
}

export const attribute: Shape<Attribute> = row<Attribute>(
  { id: uuid, userId: uuid, key: text, value: text, originalId: optional(uuid, null) },
  { key: "attribute_key" },
);

/**
 * A credential as lists show it, without its content. A copy has an `originalId`; among one's own credentials it
 * has no notes, among those that others shared it has its original's.
 */
export interface CredentialInfo {
  readonly id: string;
  readonly userId: string;
  readonly issuerAuthPublicKey: string;
  readonly publicNotes: string;
  readonly inserter: string | null;
  readonly originalId: string | null;
}

export const credentialInfo: Shape<CredentialInfo> = row<CredentialInfo>({
  id: uuid,
  userId: uuid,
  issuerAuthPublicKey: text,
  publicNotes: optional(text, ""),
  inserter: maybe,
  originalId: optional(uuid, null),
});

/** A credential with its ciphertext, sealed for its reader; a shared copy shows its original's notes. */
export interface StoredCredential extends Readonly<Sealed> {
  readonly id: string;
  readonly userId: string;
  readonly issuerAuthPublicKey: string;
  readonly publicNotes: string;
  readonly inserter: string | null;
}

export const storedCredential: Shape<StoredCredential> = row<StoredCredential>({
  id: uuid,
  userId: uuid,
  issuerAuthPublicKey: text,
  content: base64,
  encryptorPublicKey: key,
  publicNotes: optional(text, ""),
  inserter: maybe,
});

/**
 * A grantee's right to read the copy `dataId`; not revocable up to `lockedUntil` (0: at any time).
 *
 * `inserterType` says how it came about: `user`, `delegated_write_grant` or `dag_message`.
 */
export interface AccessGrant {
  readonly id: string;
  readonly ownerUserId: string;
  readonly grantee: string;
  readonly dataId: string;
  readonly lockedUntil: number;
  readonly inserterType: string;
  readonly inserterId: string;
  readonly contentHash: string | null;
}

export const accessGrant: Shape<AccessGrant> = row<AccessGrant>(
  {
    id: uuid,
    ownerUserId: uuid,
    grantee: text,
    dataId: uuid,
    lockedUntil: integer,
    inserterType: text,
    inserterId: text,
    contentHash: maybe,
  },
  { ownerUserId: "ag_owner_user_id", grantee: "ag_grantee_wallet_identifier" },
);

/** In which block a grant was made. */
export const grantHeight = record({ id: uuid, height: integer });

/** Some of the grants made to the caller, and how many there are in all. */
export interface GrantPage {
  readonly grants: readonly AccessGrant[];
  readonly total: number;
}

/** A copy that erasing would leave, because a time lock still keeps it for its grantee. */
export interface Remainder {
  readonly credentialId: string;
  readonly grantee: string;
  readonly lockedUntil: number;
}

export const remainder: Shape<Remainder> = row<Remainder>({
  credentialId: uuid,
  grantee: text,
  lockedUntil: integer,
});

/** The signatures that the network keeps of a credential: of its original's notes, and of itself. */
export interface Attestation {
  readonly id: string;
  readonly userId: string;
  readonly publicNotes: string;
  readonly publicNotesSignature: string;
  readonly issuerAuthPublicKey: string;
  readonly copyPublicNotesSignature: string;
  readonly broaderSignature: string;
  readonly copyIssuerAuthPublicKey: string;
}

export const attestation: Shape<Attestation> = row<Attestation>({
  id: uuid,
  userId: uuid,
  publicNotes: text,
  publicNotesSignature: text,
  issuerAuthPublicKey: text,
  copyPublicNotesSignature: text,
  broaderSignature: text,
  copyIssuerAuthPublicKey: text,
});

/** An original, and the key that a re-encryption of it is staged for, if one is. */
export interface Original {
  readonly credentialId: string;
  readonly stagedFor: Uint8Array | null;
}

export const original: Shape<Original> = row<Original>(
  { credentialId: uuid, stagedFor: optional(key, null) },
  { stagedFor: "recipient_encryption_public_key" },
);

/** One reading of a credential; `number` counts within the profile, `time` is in unix milliseconds. */
export interface AccessEntry {
  readonly number: number;
  readonly credentialId: string;
  readonly reader: string;
  readonly relation: "owner" | "grantee";
  readonly action: string;
  readonly time: number;
}

const accessEntry: Shape<AccessEntry> = row<AccessEntry>({
  number: count,
  credentialId: uuid,
  reader: text,
  relation: oneOf("owner", "grantee"),
  action: text,
  time: count,
});

export const accessLog: Shape<{ readonly entries: AccessEntry[] }> = record({ entries: list(accessEntry) });

/** What the enclave makes of a credential for somebody else: ciphertext, and the SHA-256 of the plaintext. */
export interface Reencrypted extends Readonly<Sealed> {
  readonly contentHash: string;
}

/** A copy that was made for a grantee, and the grant on it. */
export interface SharedCopy {
  readonly originalId: string;
  readonly copyId: string;
  readonly grantId: string;
  readonly grantee: string;
  readonly lockedUntil: number;
  readonly contentHash: string;
}

/**
 * The file that takes everything along: contents in clear, and who has copies. Credentials are read back from it,
 * and from the official dashboard's file, which has `credentials` of `{id, notes, content}`.
 */

import { fromBase64, toBase64, utf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { anything, list, object, optional, record, type Shape, text } from "idos-core/shape";
import type { AccessGrant, Attribute, Profile, Wallet } from "idos-sdk/records";
import { textOf } from "./document.ts";

const FORMAT = "idos-export";
const VERSION = 1;
const MAX_CREDENTIALS = 10_000;
/** The most bytes of a file that is read. */
export const MAX_FILE = 256 * 1024 * 1024;

/** A credential as a file has it. `plaintext` is null when it could not be opened. */
export interface Portable {
  readonly id: string;
  readonly publicNotes: string;
  readonly plaintext: Uint8Array | null;
}

export interface ProfileExport {
  readonly exportedAt: Date;
  readonly node: string;
  readonly profile: Profile;
  readonly wallets: readonly Wallet[];
  readonly attributes: readonly Attribute[];
  readonly grants: readonly (AccessGrant & { readonly originalId: string | null })[];
  readonly received: readonly AccessGrant[];
  readonly credentials: readonly (Portable & { readonly issuerAuthPublicKey: string })[];
}

export function exportFile(exported: ProfileExport): string {
  const { exportedAt, node, profile, wallets, attributes, grants, received, credentials } = exported;
  const file = {
    format: FORMAT,
    version: VERSION,
    exportedAt: exportedAt.toISOString(),
    node,
    profile: { id: profile.id, encryptionPublicKey: toBase64(profile.encryptionPublicKey) },
    wallets: wallets.map(({ walletType, address, publicKey }) => ({ type: walletType, address, publicKey })),
    attributes: attributes.map(({ key, value }) => ({ key, value })),
    grants: grants.map((grant) => ({ ...grantRow(grant), credentialId: grant.originalId })),
    received: received.map((grant) => ({ ...grantRow(grant), ownerId: grant.ownerUserId })),
    credentials: credentials.map(({ id, issuerAuthPublicKey, publicNotes, plaintext }) => ({
      id,
      issuerAuthPublicKey,
      publicNotes,
      ...contentRow(plaintext),
    })),
  };
  return JSON.stringify(file, null, 2);
}

/** The credentials of a file. Throws `bad_file`. */
export function importFile(content: string): Portable[] {
  try {
    const file = object(JSON.parse(content));
    return file.format === FORMAT ? ours(file).credentials : official(file).credentials;
  } catch {
    throw new IdosError("bad_file", "The file is not an export.");
  }
}

function grantRow({ id, grantee, dataId, lockedUntil, contentHash }: AccessGrant) {
  return { id, grantee, copyId: dataId, lockedUntil, contentHash };
}

/** Text as it is; other bytes in base64; nothing for what could not be opened. */
function contentRow(plaintext: Uint8Array | null): Record<string, string> {
  if (plaintext === null) return {};
  const content = textOf(plaintext);
  return content === null ? { contentBase64: toBase64(plaintext) } : { content };
}

const line: Shape<Portable> = (value) => {
  const { id, publicNotes, content, contentBase64 } = record({
    id: text,
    publicNotes: text,
    content: optional(text, null),
    contentBase64: optional(text, null),
  })(value);
  const bytes = contentBase64 === null ? null : fromBase64(contentBase64);
  return { id, publicNotes, plaintext: content === null ? bytes : utf8(content) };
};

const officialLine: Shape<Portable> = (value) => {
  const { id, notes, content } = record({ id: text, notes: anything, content: anything })(value);
  return { id, publicNotes: jsonText(notes), plaintext: utf8(jsonText(content)) };
};

const ours = record({ credentials: list(line, MAX_CREDENTIALS) });
const official = record({ credentials: list(officialLine, MAX_CREDENTIALS) });

function jsonText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** A name for the file that does not tell whose it is. */
export function fileName(at: Date): string {
  return `idos-export-${at.toISOString().slice(0, 10)}.json`;
}

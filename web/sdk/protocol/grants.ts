/** The grant that a person signs as text, and the id of an access grant (docs/protocol/grants.md). */

import { sha1 } from "@noble/hashes/legacy.js";
import { concat, fromHex, toHex, utf8 } from "idos-core/bytes";
import { record, type Shape, text, uuid } from "idos-core/shape";
import { checkLine } from "./binary.ts";

const MAX_FIELD_BYTES = 256;
const ACCESS_GRANT_NAMESPACE = fromHex("31276fd4105f4ff79f64644942c14b79");

/**
 * A delegated write grant: an issuer may write a credential for the owner, and the grantee's copy.
 *
 * The names are the wire's, as servers write them. Times are `YYYY-MM-DDTHH:MM:SSZ`.
 */
export interface WriteGrant {
  readonly owner: string;
  readonly grantee: string;
  readonly issuer_public_key: string;
  readonly id: string;
  readonly access_grant_timelock: string;
  readonly not_usable_before: string;
  readonly not_usable_after: string;
}

const line: Shape<string> = (value) => checkLine(text(value), "A value", MAX_FIELD_BYTES);

export const writeGrant: Shape<WriteGrant> = record<WriteGrant>({
  owner: line,
  grantee: line,
  issuer_public_key: line,
  id: uuid,
  access_grant_timelock: line,
  not_usable_before: line,
  not_usable_after: line,
});

/** The text that the owner signs. Throws `invalid` for what is not a grant. */
export function writeGrantText(grant: WriteGrant): string {
  const terms = writeGrant(grant);
  return [
    "operation: delegatedWriteGrant",
    `owner: ${terms.owner}`,
    `consumer: ${terms.grantee}`,
    `issuer public key: ${terms.issuer_public_key}`,
    `id: ${terms.id}`,
    `access grant timelock: ${terms.access_grant_timelock}`,
    `not usable before: ${terms.not_usable_before}`,
    `not usable after: ${terms.not_usable_after}`,
  ].join("\n");
}

/** The id of an access grant: a version 5 UUID (RFC 9562 §5.5). The case of the grantee's letters matters. */
export function accessGrantId(grantee: string, dataId: string, lockedUntil: number): string {
  const name = utf8(`${grantee}-${uuid(dataId)}-${lockedUntil}`);
  const digest = sha1(concat(ACCESS_GRANT_NAMESPACE, name)).subarray(0, 16);
  const hex = toHex(
    digest.map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x50 : at === 8 ? (byte & 0x3f) | 0x80 : byte)),
  );
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

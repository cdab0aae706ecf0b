/** Whether an answer is about what was asked: a node may mistake one copy, person or caller for another. */

import { toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { identifiersOf } from "./protocol/identity.ts";
import type { AccessGrant } from "./records.ts";
import type { Signer } from "./signer.ts";

/** What grants are asked for: those on one copy, of one person, or all that were made to the caller. */
export interface ExpectedGrants {
  readonly signer: Signer;
  readonly dataId?: string;
  readonly owner?: string | null;
}

/**
 * Grants as the node answered, when each was made to the caller, on this copy, by this person. Throws `bad_response`
 * for any other.
 */
export function checkGrants(
  grants: AccessGrant[],
  { signer, dataId, owner = null }: ExpectedGrants,
): AccessGrant[] {
  const names = namesOf(signer);
  for (const grant of grants) {
    if (!names.has(grant.grantee.toLowerCase())) throw mismatch();
    if (dataId !== undefined) checkSame(grant.dataId, dataId);
    if (owner !== null) checkSame(grant.ownerUserId, owner);
  }
  return grants;
}

/** The same rows, when each has the value that was asked for. Throws `bad_response` for any other. */
export function checkEach<Row, Name extends keyof Row>(rows: Row[], name: Name, asked: Row[Name]): Row[] {
  for (const row of rows) checkSame(row[name], asked);
  return rows;
}

/** Throws `bad_response` when a node's answer is about something else. */
export function checkSame(answered: unknown, asked: unknown): void {
  if (answered !== asked) throw mismatch();
}

/** Every text by which the network may name who asks, in lower case. */
function namesOf(signer: Signer): ReadonlySet<string> {
  const { address, publicKey } = signer as { address?: unknown; publicKey?: unknown };
  const names = [
    signer.identifier,
    toHex(signer.sender),
    address,
    publicKey,
    ...identifiersOf(signer.sender),
  ];
  return new Set(names.flatMap((name) => (typeof name === "string" ? [name.toLowerCase()] : [])));
}

function mismatch(): IdosError {
  return new IdosError("bad_response", "The node's answer is about something else.");
}

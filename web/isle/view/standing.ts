/** What a person's credentials and grants come to for an app. Pure. */

import { readNotes } from "idos-sdk/credentials/attestation";
import type { Party } from "idos-sdk/directory";
import type { AccessGrant, CredentialInfo } from "idos-sdk/records";
import type { Holding } from "./model.ts";

/** What the node has of a person. `since` says, by grant, when it was made, in Unix seconds, as far as was asked. */
export interface Possessions {
  credentials: readonly CredentialInfo[];
  grants: readonly AccessGrant[];
  since: ReadonlyMap<string, number>;
}

/** The originals of a type that count: from these issuers, unless any will do, with a status that stands. */
export function matching(
  credentials: readonly CredentialInfo[],
  type: string,
  issuers: readonly string[] | null,
): CredentialInfo[] {
  return credentials.filter((credential) => {
    const notes = readNotes(credential.publicNotes);
    const isAccepted = issuers === null || issuers.includes(credential.issuerAuthPublicKey);
    return credential.originalId === null && notes.type === type && stands(notes.status) && isAccepted;
  });
}

/** Only approved ones are credentials; not every issuer says so. */
function stands(status: unknown): boolean {
  return status === undefined || status === "approved";
}

/** The grant that a grantee holds on a copy of one of these credentials; the one that lasts longest. */
export function grantOn(
  originals: readonly CredentialInfo[],
  grantee: string,
  { credentials, grants }: Possessions,
): AccessGrant | null {
  const wanted = new Set(originals.map(({ id }) => id));
  const originalOf = new Map(credentials.map(({ id, originalId }) => [id, originalId]));
  const found = grants.filter(
    (grant) => grant.grantee === grantee && wanted.has(originalOf.get(grant.dataId) ?? ""),
  );
  return found.reduce<AccessGrant | null>(
    (best, grant) => (best && best.lockedUntil >= grant.lockedUntil ? best : grant),
    null,
  );
}

/** Every grant that the person gave, the app's first; `partyOf` looks in the directory. */
export function holdings(
  { credentials, grants, since }: Possessions,
  partyOf: (identifier: string) => Party | null,
  isApps: (identifier: string) => boolean,
): Holding[] {
  const byId = new Map(credentials.map((credential) => [credential.id, credential]));
  const typeOf = (copyId: string): string | null => {
    const original = byId.get(byId.get(copyId)?.originalId ?? "");
    return original ? textOf(readNotes(original.publicNotes).type) : null;
  };
  return grants
    .map((grant) => ({
      grantId: grant.id,
      copyId: grant.dataId,
      grantee: grant.grantee,
      party: partyOf(grant.grantee),
      type: typeOf(grant.dataId),
      lockedUntil: grant.lockedUntil,
      since: since.get(grant.id) ?? null,
      isApps: isApps(grant.grantee),
    }))
    .sort((one, other) => Number(other.isApps) - Number(one.isApps));
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, 64) : null;
}

/** When a lock that begins now ends, in Unix seconds; 0 is no lock. */
export function lockEnd(lockSeconds: number): number {
  return lockSeconds === 0 ? 0 : Math.floor(Date.now() / 1000) + lockSeconds;
}

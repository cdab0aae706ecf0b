/** What a person has and who may read it: the node's rows, joined by id once for each time they are read. */

import * as lock from "idos-kit/lock";
import { readNotes } from "idos-sdk/credentials/attestation";
import type { AccessGrant, CredentialInfo } from "idos-sdk/records";

/** One of the person's own credentials, as lists show it. Its notes are public to whoever may see the credential. */
export interface Original {
  readonly id: string;
  readonly issuer: string;
  readonly notes: Readonly<Record<string, unknown>>;
  readonly publicNotes: string;
  readonly shares: readonly Share[];
}

/** One grant, and what it is a copy of. `original` is null when that was removed: the copy outlives it. */
export interface Share {
  readonly grant: AccessGrant;
  readonly original: Original | null;
  /** Of the block that made the grant; null where the node does not tell. */
  readonly height: number | null;
}

/** Somebody who may read something, with all of it. */
export interface Recipient {
  readonly identifier: string;
  readonly shares: readonly Share[];
}

export interface Portfolio {
  readonly originals: readonly Original[];
  readonly byId: ReadonlyMap<string, Original>;
  readonly shares: readonly Share[];
  readonly recipients: readonly Recipient[];
}

/**
 * Join credentials and grants. A copy whose original is gone looks as an original without notes; that something
 * was granted on it tells the two apart. `heights`: of the blocks that made the grants, as far as is known.
 */
export function portfolioOf(
  credentials: readonly CredentialInfo[],
  grants: readonly AccessGrant[],
  heights: ReadonlyMap<string, number> = new Map(),
): Portfolio {
  const originalOf = new Map<string, string>();
  const granted = new Set(grants.map(({ dataId }) => dataId));
  const sharesOf = new Map<string, Share[]>();
  const byId = new Map<string, Original>();
  for (const info of credentials) {
    if (info.originalId !== null) originalOf.set(info.id, info.originalId);
    else if (info.publicNotes !== "" || !granted.has(info.id)) {
      const shares: Share[] = [];
      sharesOf.set(info.id, shares);
      byId.set(info.id, {
        id: info.id,
        issuer: info.issuerAuthPublicKey,
        notes: readNotes(info.publicNotes),
        publicNotes: info.publicNotes,
        shares,
      });
    }
  }
  const shares = grants.map((grant): Share => {
    const originalId = originalOf.get(grant.dataId) ?? grant.dataId;
    const share = { grant, original: byId.get(originalId) ?? null, height: heights.get(grant.id) ?? null };
    sharesOf.get(originalId)?.push(share);
    return share;
  });
  return { originals: [...byId.values()], byId, shares, recipients: recipientsOf(shares) };
}

/** Those who may read something; one who is named in two ways of writing is one. Who got most comes first. */
function recipientsOf(shares: readonly Share[]): Recipient[] {
  const found = new Map<string, { identifier: string; shares: Share[] }>();
  for (const share of shares) {
    const { grantee } = share.grant;
    const recipient = found.get(grantee.toLowerCase()) ?? { identifier: grantee, shares: [] };
    recipient.shares.push(share);
    found.set(grantee.toLowerCase(), recipient);
  }
  return [...found.values()].sort((a, b) => b.shares.length - a.shares.length);
}

/** Whether a lock keeps the grant from being taken back. `now`: milliseconds since 1970. */
export function isLocked({ grant }: Share, now: number): boolean {
  return lock.isLocked(grant.lockedUntil, now);
}

/** The latest end of the locks on some shares, in Unix seconds; 0 when none is locked. */
export function lockedUntil(shares: readonly Share[], now: number): number {
  const locked = shares.filter((share) => isLocked(share, now));
  return locked.reduce((latest, { grant }) => Math.max(latest, grant.lockedUntil), 0);
}

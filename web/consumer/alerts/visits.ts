/**
 * How things stood at the last visit, so that what has changed since can be told. Kept in this browser, by node
 * and company: ids, locks, types and states; and of what was read no more than the day on which it expires.
 */

import { count, list, matching, optional, record, type Shape, uuid } from "idos-sdk/wire";
import type { Account } from "../account.ts";
import type { Entry } from "../grants/ledger.ts";

/** A grant as it was. `expires`: the credential's day, such as 2031-05-03, known once it was read; else empty. */
export interface Seen {
  readonly id: string;
  readonly owner: string;
  readonly lock: number;
  readonly type: string;
  readonly status: string;
  readonly expires: string;
}

/** `at`: milliseconds since 1970. */
export interface Visit {
  readonly at: number;
  readonly grants: readonly Seen[];
}

const MAX_GRANTS = 5_000;

const word = matching(/^[^\p{Cc}]{0,64}$/u, "Not a word.");
const seen: Shape<Seen> = record<Seen>({
  id: uuid,
  owner: uuid,
  lock: count,
  type: optional(word, ""),
  status: optional(word, ""),
  expires: optional(word, ""),
});
const A_DAY = /^\d{4}-\d{2}-\d{2}/;
const visit: Shape<Visit> = record<Visit>({ at: count, grants: list(seen, MAX_GRANTS) });

/** The last visit before this one, which a reload does not end; null at the first. */
export function lastVisit(account: Account): Visit | null {
  const key = keyOf(account);
  try {
    const current = sessionStorage.getItem(key);
    const stored = current ?? localStorage.getItem(key) ?? "null";
    sessionStorage.setItem(key, stored);
    return optional(visit, null)(JSON.parse(stored));
  } catch {
    return null;
  }
}

/** Keep how things stand now, for the next visit. */
export function keepVisit(account: Account, now: Visit): void {
  try {
    const grants = now.grants.slice(-MAX_GRANTS);
    localStorage.setItem(keyOf(account), JSON.stringify({ ...now, grants }));
  } catch {
    // A browser may keep nothing: then nothing is new at the next visit.
  }
}

/** From now on another visit begins with the next sign-in. */
export function endVisit(account: Account): void {
  try {
    sessionStorage.removeItem(keyOf(account));
  } catch {
    // Nothing was kept.
  }
}

export function seenOf({ grant, about }: Entry, expires: string): Seen {
  const { id, ownerUserId: owner, lockedUntil: lock } = grant;
  const day = A_DAY.exec(expires)?.[0] ?? ""; // whatever else stands there is not for keeping
  return { id, owner, lock, type: about?.type ?? "", status: about?.status ?? "", expires: day };
}

/** The grants that were not there at the last visit; none at the first. */
export function newSince(last: Visit | null, entries: readonly Entry[]): ReadonlySet<string> {
  if (last === null) return new Set();
  const known = new Set(last.grants.map(({ id }) => id));
  return new Set(entries.map(({ grant }) => grant.id).filter((id) => !known.has(id)));
}

function keyOf({ node, seat }: Account): string {
  return `idos-consumer visit ${node} ${seat.identifier}`;
}

/**
 * How grants stood at the last visit, so that what has changed since can be shown. Kept in this browser, by node
 * and company: ids, locks, types and states; and of what was read no more than the day on which it expires.
 */

import { json, Memory } from "idos-app/memory";
import { count, list, matching, optional, record, type Shape, uuid } from "idos-core/shape";
import { type KeyValueStore, originStore, tabStore } from "idos-core/storage";
import type { Entry } from "./grants.ts";

/** A grant as it was. `expires`: the credential's day, such as 2031-05-03, known once it was read; else empty. */
export interface PastGrant {
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
  readonly grants: readonly PastGrant[];
}

const MAX_GRANTS = 5_000;

const word = matching(/^[^\p{Cc}]{0,64}$/u, "Not a word.");
const pastGrant: Shape<PastGrant> = record<PastGrant>({
  id: uuid,
  owner: uuid,
  lock: count,
  type: optional(word, ""),
  status: optional(word, ""),
  expires: optional(word, ""),
});
const A_DAY = /^\d{4}-\d{2}-\d{2}/;
const visit: Shape<Visit> = record<Visit>({ at: count, grants: list(pastGrant, MAX_GRANTS) });

/** The visits of one company at one node. */
export class Visits {
  /** The visit before the one that this tab is in, which a reload does not end. */
  readonly #before: Memory<Visit | null>;
  readonly #latest: Memory<Visit>;

  constructor(
    node: string,
    identifier: string,
    tab: KeyValueStore = tabStore,
    origin: KeyValueStore = originStore,
  ) {
    const key = `idos-consumer visit ${node} ${identifier}`;
    this.#before = new Memory(tab, key, json(optional(visit, null)));
    this.#latest = new Memory(origin, key, json(visit));
  }

  /** Begin a visit, or go on with it. Gives the one before it; null at the first. */
  begin(): Visit | null {
    if (!this.#before.isKept) this.#before.value = this.#latest.value;
    return this.#before.value;
  }

  /** Keep how things stand, for the next visit. */
  keep(now: Visit): void {
    this.#latest.value = { ...now, grants: now.grants.slice(-MAX_GRANTS) };
  }

  /** The next `begin` is that of another visit. */
  end(): void {
    this.#before.forget();
  }
}

export function pastGrantOf({ grant, about }: Entry, expires: string): PastGrant {
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

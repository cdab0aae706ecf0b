/** Which grants a list shows, and in which order. */

import { isLocked } from "idos-kit/lock";
import type { Entry } from "../state/grants.ts";

export const LOCKS = ["", "locked", "ending", "free"] as const;
export type LockFilter = (typeof LOCKS)[number];

export const ORDERS = ["newest", "oldest", "lock"] as const;
export type Order = (typeof ORDERS)[number];

/** What is looked for; empty texts look for anything. */
export interface GrantFilter {
  /** Part of a person's name, profile id or grant id. */
  readonly person: string;
  /** A key of an issuer. */
  readonly issuer: string;
  readonly type: string;
  readonly lock: LockFilter;
  readonly isNew: boolean;
  readonly order: Order;
}

/** What else is known, for looking through the list. */
export interface FilterContext {
  /** Unix seconds. */
  readonly now: number;
  readonly isNew: (id: string) => boolean;
  /** The name of who is behind a grant, once it was read. */
  readonly nameOf: (id: string) => string;
}

const ENDING = 30 * 86_400;

/** Whether a lock ends within 30 days. */
export function isEnding(lockedUntil: number, now: number): boolean {
  return isLocked(lockedUntil, now * 1000) && lockedUntil <= now + ENDING;
}

/** The entries that are wanted, in the wanted order. `entries` are oldest first. */
export function choose(entries: readonly Entry[], wanted: GrantFilter, known: FilterContext): Entry[] {
  const found = entries.filter((entry) => isWanted(entry, wanted, known));
  if (wanted.order === "newest") return found.reverse();
  if (wanted.order === "oldest") return found;
  const rank = ({ grant: { lockedUntil } }: Entry) =>
    isLocked(lockedUntil, known.now * 1000) ? lockedUntil : Infinity;
  return found.sort((left, right) => (rank(left) === rank(right) ? 0 : rank(left) - rank(right)));
}

/** Every value that some entry has, sorted, for a list of choices. */
export function valuesOf(entries: readonly Entry[], key: "issuer" | "type"): string[] {
  const values = entries.map(({ about }) => about?.[key] ?? "").filter((value) => value !== "");
  return [...new Set(values)].sort();
}

function isWanted({ grant, about }: Entry, wanted: GrantFilter, known: FilterContext): boolean {
  const person = wanted.person.trim().toLowerCase();
  const places = [grant.ownerUserId, grant.id, grant.dataId, known.nameOf(grant.id).toLowerCase()];
  return (
    (person === "" || places.some((place) => place.includes(person))) &&
    (wanted.issuer === "" || about?.issuer === wanted.issuer) &&
    (wanted.type === "" || about?.type === wanted.type) &&
    (!wanted.isNew || known.isNew(grant.id)) &&
    isLockWanted(grant.lockedUntil, wanted.lock, known.now)
  );
}

function isLockWanted(lockedUntil: number, lock: LockFilter, now: number): boolean {
  if (lock === "locked") return isLocked(lockedUntil, now * 1000);
  if (lock === "ending") return isEnding(lockedUntil, now);
  return lock === "" || !isLocked(lockedUntil, now * 1000);
}

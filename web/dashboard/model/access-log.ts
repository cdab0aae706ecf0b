/** The node's list of readings, as far as it was opened: renewed at its head, continued at its end. */

import type { AccessEntry } from "idos-sdk/records";

/** Entries of one page. */
const PAGE = 100;

export interface AccessLog {
  /** The newest first. */
  readonly entries: readonly AccessEntry[];
  /** Whether these are all that the node has. */
  readonly isAll: boolean;
}

/** At most `limit` entries before the one of that number; the newest for null. */
export type ReadPage = (before: number | null, limit: number) => Promise<readonly AccessEntry[]>;

const NONE: AccessLog = { entries: [], isAll: false };

/**
 * The list with what is new. Pages are read until they meet what is known, and without that, one. `known` is asked
 * at the end, too: what was opened meanwhile stays.
 */
export async function renewed(known: () => AccessLog | null, read: ReadPage): Promise<AccessLog> {
  const newest = known()?.entries[0]?.number ?? Number.POSITIVE_INFINITY;
  const found: AccessEntry[] = [];
  let before: number | null = null;
  do {
    const page: readonly AccessEntry[] = await read(before, PAGE);
    found.push(...page);
    if (page.length < PAGE) return { entries: found, isAll: true };
    before = page.at(-1)?.number ?? null;
  } while (before !== null && before > newest);
  const { entries, isAll } = known() ?? NONE;
  return { entries: joined(found, entries), isAll: isAll && entries.length > 0 };
}

/** The list with one more page. */
export async function continued(known: () => AccessLog | null, read: ReadPage): Promise<AccessLog> {
  const page = await read(known()?.entries.at(-1)?.number ?? null, PAGE);
  return { entries: joined((known() ?? NONE).entries, page), isAll: page.length < PAGE };
}

/** Newer entries, then those of the older ones that come after them. */
function joined(newer: readonly AccessEntry[], older: readonly AccessEntry[]): AccessEntry[] {
  const end = newer.at(-1)?.number ?? Number.POSITIVE_INFINITY;
  return [...newer, ...older.filter(({ number }) => number < end)];
}

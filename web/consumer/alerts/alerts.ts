/** What a company should know of: what ends, what has ended, what was withdrawn, what is newer. */

import { APPROVED } from "idos-sdk/credentials/attestation";
import { isEnding } from "../grants/filter.ts";
import type { Entry } from "../state/grants.ts";
import type { PastGrant, Visit } from "../state/visits.ts";

/** Of a grant that is still there. `at`: unix seconds; 0 where nothing is dated. */
export interface LiveAlert {
  readonly kind: "status" | "expired" | "expiring" | "lock" | "newer";
  readonly entry: Entry;
  readonly at: number;
}

/** Of a grant that was there at the last visit. */
export interface GoneAlert {
  readonly kind: "withdrawn";
  readonly past: PastGrant;
}

export type Alert = LiveAlert | GoneAlert;

const DAY = 86_400;
const SOON = 30 * DAY;
const ORDER: Alert["kind"][] = ["status", "withdrawn", "expired", "expiring", "newer", "lock"];

/** Everything to know of, the most pressing first. `expiries`: by grant; `now`: unix seconds. */
export function alertsOf(
  entries: readonly Entry[],
  last: Visit | null,
  expiries: ReadonlyMap<string, string>,
  now: number,
): Alert[] {
  const before = new Map(last?.grants.map((past) => [past.id, past]));
  const ids = new Set(entries.map(({ grant }) => grant.id));
  const withdrawn = [...before.values()].filter(({ id }) => !ids.has(id));
  const alerts: Alert[] = [
    ...withdrawn.map((past): GoneAlert => ({ kind: "withdrawn", past })),
    ...entries.flatMap((entry) => statusAlerts(entry)),
    ...entries.flatMap((entry) => expiryAlerts(entry, expiries.get(entry.grant.id) ?? "", now)),
    ...entries.flatMap((entry) => lockAlerts(entry, now)),
    ...(last ? newerAlerts(entries, before) : []),
  ];
  const dateOf = (alert: Alert) => (alert.kind === "withdrawn" ? alert.past.lock : alert.at);
  return alerts.sort(
    (left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind) || dateOf(left) - dateOf(right),
  );
}

/** The issuer no longer stands by it, for as long as that is so. */
function statusAlerts(entry: Entry): LiveAlert[] {
  const status = entry.about?.status ?? "";
  return status === "" || status === APPROVED ? [] : [{ kind: "status", entry, at: 0 }];
}

function expiryAlerts(entry: Entry, expires: string, now: number): LiveAlert[] {
  const at = Math.floor(Date.parse(expires) / 1000);
  if (Number.isNaN(at) || at > now + SOON) return [];
  return [{ kind: at <= now ? "expired" : "expiring", entry, at }];
}

function lockAlerts(entry: Entry, now: number): LiveAlert[] {
  const at = entry.grant.lockedUntil;
  return isEnding(at, now) ? [{ kind: "lock", entry, at }] : [];
}

/** A person who had shared a credential has since shared another of its type. */
function newerAlerts(entries: readonly Entry[], before: ReadonlyMap<string, PastGrant>): LiveAlert[] {
  const had = new Set([...before.values()].map(({ owner, type }) => `${owner} ${type}`));
  return entries
    .filter(
      ({ grant, about }) => !before.has(grant.id) && had.has(`${grant.ownerUserId} ${about?.type ?? ""}`),
    )
    .map((entry) => ({ kind: "newer", entry, at: 0 }));
}

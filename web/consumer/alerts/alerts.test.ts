import { expect, test } from "vitest";
import { entry, id } from "../grants/samples.ts";
import { newSince, pastGrantOf, type Visit } from "../state/visits.ts";
import { alertsOf } from "./alerts.ts";

const DAY = 86_400;
const NOW = Math.floor(Date.parse("2030-01-01T00:00:00Z") / 1000);

function kinds(
  entries: Parameters<typeof alertsOf>[0],
  last: Visit | null = null,
  expiries: [string, string][] = [],
) {
  return alertsOf(entries, last, new Map(expiries), NOW).map((alert) => [
    alert.kind,
    Number((alert.kind === "withdrawn" ? alert.past.id : alert.entry.grant.id).slice(-3)),
  ]);
}

function visit(...entries: Parameters<typeof alertsOf>[0]): Visit {
  return { at: 0, grants: entries.map((each) => pastGrantOf(each, "")) };
}

test("nothing to tell of grants that stand", () => {
  const entries = [entry(1), entry(2, { lockedUntil: NOW + 400 * DAY }), { ...entry(3), about: null }];
  expect(kinds(entries, visit(...entries))).toEqual([]);
});

test("the most pressing comes first, then what comes sooner", () => {
  const entries = [
    entry(1, { lockedUntil: NOW + 20 * DAY }),
    entry(2, { lockedUntil: NOW + 10 * DAY }),
    entry(3, {}, { status: "revoked" }),
    entry(4),
    entry(5),
    entry(6),
  ];
  const dates: [string, string][] = [
    [id(4), "2029-12-31T00:00:00Z"],
    [id(5), "2030-01-20T00:00:00Z"],
    [id(6), "2031-01-01T00:00:00Z"],
  ];
  expect(kinds(entries, null, dates)).toEqual([
    ["status", 3],
    ["expired", 4],
    ["expiring", 5],
    ["lock", 2],
    ["lock", 1],
  ]);
});

test("a malformed date is passed over", () => {
  expect(kinds([entry(1)], null, [[id(1), "soon"]])).toEqual([]);
});

test("what is gone since the last visit was withdrawn", () => {
  expect(kinds([entry(1)], visit(entry(1), entry(2)))).toEqual([["withdrawn", 2]]);
});

test("another of a type that its owner had shared before is newer", () => {
  const owner = { ownerUserId: id(9) };
  const before = visit(entry(1, owner));
  expect(kinds([entry(1, owner), entry(2, owner)], before)).toEqual([["newer", 2]]);
  expect(kinds([entry(1, owner), entry(2, owner, { type: "kyc" })], before)).toEqual([]);
  expect(kinds([entry(1, owner), entry(2)], before)).toEqual([]);
});

test("at the first visit nothing is new", () => {
  expect(newSince(null, [entry(1)])).toEqual(new Set());
  expect(newSince(visit(entry(1)), [entry(1), entry(2)])).toEqual(new Set([id(2)]));
});

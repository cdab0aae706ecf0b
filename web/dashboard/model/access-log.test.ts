import type { AccessEntry } from "idos-sdk/records";
import { expect, test } from "vitest";
import { type AccessLog, continued, type ReadPage, renewed } from "./access-log.ts";

const entry = (number: number): AccessEntry => ({
  number,
  credentialId: "1",
  reader: "charlie",
  relation: "grantee",
  action: "get_credential_shared",
  time: number,
});

/** A node whose newest entry has this number; the oldest has 1. */
const node =
  (newest: number): ReadPage =>
  async (before, limit) => {
    const first = before === null ? newest : before - 1;
    return Array.from({ length: Math.max(0, Math.min(limit, first)) }, (_, at) => entry(first - at));
  };

const numbers = ({ entries }: AccessLog) => entries.map(({ number }) => number);
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at);

test("the first page is read, and another on demand, to the end", async () => {
  const first = await renewed(() => null, node(150));
  expect([numbers(first), first.isAll]).toEqual([down(150, 51), false]);
  const all = await continued(() => first, node(150));
  expect([numbers(all), all.isAll]).toEqual([down(150, 1), true]);
});

test("what is new comes on top, and opened pages stay", async () => {
  const opened = { entries: down(150, 1).map(entry), isAll: true };
  const list = await renewed(() => opened, node(152));
  expect([numbers(list), list.isAll]).toEqual([down(152, 1), true]);
});

test("more new entries than a page holds leave no gap", async () => {
  const opened = { entries: down(150, 51).map(entry), isAll: false };
  const list = await renewed(() => opened, node(420));
  expect(numbers(list)).toEqual(down(420, 51));
  expect(list.isAll).toBe(false);
});

test("a page that is opened while the head is read stays, and the other way round", async () => {
  const [first, both] = [down(150, 51), down(150, 1)].map((list) => list.map(entry));
  let known: AccessLog = { entries: first ?? [], isAll: false };
  const list = await renewed(
    () => known,
    async (...page) => {
      known = { entries: both ?? [], isAll: true };
      return node(151)(...page);
    },
  );
  expect([numbers(list), list.isAll]).toEqual([down(151, 1), true]);
  known = { entries: first ?? [], isAll: false };
  const longer = await continued(
    () => known,
    async (...page) => {
      known = { entries: down(151, 51).map(entry), isAll: false };
      return node(151)(...page);
    },
  );
  expect([numbers(longer), longer.isAll]).toEqual([down(151, 1), true]);
});

test("a list that was empty is not taken for complete once it fills a page", async () => {
  const list = await renewed(() => ({ entries: [], isAll: true }), node(300));
  expect([numbers(list), list.isAll]).toEqual([down(300, 201), false]);
});

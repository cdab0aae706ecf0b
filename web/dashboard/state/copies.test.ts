import { memoryStore } from "idos-core/testing/store";
import { expect, test } from "vitest";
import type { Portfolio, Share } from "../model/portfolio.ts";
import { Copies } from "./copies.ts";

function id(number: number): string {
  return `01234567-89ab-4def-8123-${String(number).padStart(12, "0")}`;
}

/** Shares by the numbers of their copies and originals; 0 is an original that is gone. */
function holding(...shares: [copy: number, original: number][]): Portfolio {
  const made = shares.map(([copy, original]) => ({
    grant: { dataId: id(copy) },
    original: original === 0 ? null : { id: id(original) },
  }));
  return { originals: [], byId: new Map(), shares: made as unknown as Share[], recipients: [] };
}

test("a copy is known by its original after it was taken back, also after a reload", () => {
  const store = memoryStore();
  const copies = new Copies("http://node.example", id(9), store);
  copies.see(holding([1, 5], [2, 6], [3, 0]));
  copies.see(holding([2, 6]));
  const again = new Copies("http://node.example", id(9), store).known;
  expect([...again]).toEqual([
    [id(1), id(5)],
    [id(2), id(6)],
  ]);
});

test("another profile, and another node, have their own", () => {
  const store = memoryStore();
  new Copies("http://node.example", id(9), store).see(holding([1, 5]));
  expect(new Copies("http://node.example", id(8), store).known.size).toBe(0);
  expect(new Copies("http://other.example", id(9), store).known.size).toBe(0);
});

test("so many are kept, the latest ones", () => {
  const copies = new Copies("http://node.example", id(9), memoryStore());
  copies.see(holding(...Array.from({ length: 5_001 }, (_, at): [number, number] => [at + 1, 9])));
  expect([copies.known.size, copies.known.has(id(1)), copies.known.has(id(5_001))]).toEqual([
    5_000,
    false,
    true,
  ]);
});

test.each(["{", "[[1]]", '[["a","b"]]', "7"])("what is no list of copies, %s, is none", (kept) => {
  const store = { ...memoryStore(), get: () => kept };
  expect(new Copies("http://node.example", id(9), store).known.size).toBe(0);
});

test("what is forgotten is gone", () => {
  const copies = new Copies("http://node.example", id(9), memoryStore());
  copies.see(holding([1, 5]));
  copies.forget();
  expect(copies.known.size).toBe(0);
});

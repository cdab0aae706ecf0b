import { IdosError } from "idos-core/errors";
import { expect, test } from "vitest";
import { inTurn } from "./batch.ts";

const live = () => ({ signal: new AbortController().signal, report: () => {} });

test("each is done after the one before, and counted", async () => {
  const seen: string[] = [];
  const report = (done: number) => seen.push(`${done} done`);
  const outcome = await inTurn(["a", "b"], async (item) => seen.push(item), { ...live(), report });
  expect(seen).toEqual(["0 done", "a", "1 done", "b"]);
  expect(outcome).toEqual({ done: ["a", "b"], failed: [], left: [] });
});

test("what fails is reported and does not stop the others", async () => {
  const work = async (item: number) => {
    if (item === 2) throw new IdosError("grant_locked", "locked");
  };
  const { done, failed, left } = await inTurn([1, 2, 3], work, live());
  expect([done, left]).toEqual([[1, 3], []]);
  expect(failed).toEqual([{ item: 2, error: { code: "grant_locked", message: "locked" } }]);
});

test("after a refusal by the person nothing more is asked", async () => {
  const asked: number[] = [];
  const work = async (item: number) => {
    asked.push(item);
    if (item === 2) throw new IdosError("declined", "no");
  };
  const outcome = await inTurn([1, 2, 3], work, live());
  expect(asked).toEqual([1, 2]);
  expect(outcome).toEqual({ done: [1], failed: [], left: [2, 3] });
});

test("who leaves the page ends it after what is under way", async () => {
  const leaving = new AbortController();
  const work = async () => leaving.abort();
  const outcome = await inTurn([1, 2], work, { signal: leaving.signal, report: () => {} });
  expect(outcome).toEqual({ done: [1], failed: [], left: [2] });
});

import { IdosError } from "idos-core/errors";
import { expect, test } from "vitest";
import { Resource, untilFresh } from "./resource.ts";

test("a reading stays when it cannot be repeated", async () => {
  const answers: (() => number)[] = [
    () => 1,
    () => {
      throw new IdosError("unreachable", "no node");
    },
  ];
  const resource = new Resource(async () => (answers.shift() as () => number)());
  expect(resource.state.value).toEqual({ value: null, error: null });
  await resource.refresh();
  await resource.refresh();
  expect(resource.state.value).toEqual({ value: 1, error: { code: "unreachable", message: "no node" } });
  expect(resource.staleness?.code).toBe("unreachable");
});

test("what was never read is not stale, nor what is known", async () => {
  const failing = () => Promise.reject(new IdosError("unreachable", "no node"));
  const resource = new Resource<number>(failing);
  await resource.refresh();
  expect([resource.value, resource.error?.code, resource.staleness]).toEqual([null, "unreachable", null]);
  expect(new Resource<number>(failing, 7).state.value).toEqual({ value: 7, error: null });
});

test("what changes while it is read is read once more, and only once", async () => {
  let stored = 0;
  const answers: ((value: number) => void)[] = [];
  const resource = new Resource(() => new Promise<number>((resolve) => answers.push(resolve)));
  const answer = async () => {
    answers.at(-1)?.(stored);
    await Promise.resolve();
  };
  const first = resource.refresh();
  stored = 1;
  const later = [resource.refresh(), resource.refresh()];
  await answer();
  await first;
  stored = 2;
  await answer();
  await Promise.all(later);
  expect(answers.length).toBe(2);
  expect(resource.value).toBe(2);
});

test("a listener gets each state until it stops", async () => {
  let count = 0;
  const resource = new Resource(async () => count);
  const seen: unknown[] = [];
  const stop = resource.state.subscribe(({ value }) => seen.push(value));
  await resource.refresh();
  count = 1;
  await resource.refresh();
  stop();
  await resource.refresh();
  expect(seen).toEqual([null, 0, 1]);
});

test("of work that fails, only the calls that it answers are rejected", async () => {
  const outcomes = [Promise.reject(new Error("first")), Promise.resolve()];
  const refresh = untilFresh(() => outcomes.shift() as Promise<void>);
  const [first, second] = [refresh(), refresh()];
  await expect(first).rejects.toThrow("first");
  await second;
  expect(outcomes).toEqual([]);
});

test("there is never more than one run at a time", async () => {
  let running = 0;
  let most = 0;
  const refresh = untilFresh(async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });
  const calls = [refresh(), refresh()];
  void calls[0]?.then(() => calls.push(refresh()));
  await Promise.all(calls);
  await Promise.all(calls);
  expect(most).toBe(1);
});

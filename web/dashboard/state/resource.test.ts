import { IdosError } from "idos-core/errors";
import { expect, test } from "vitest";
import { Resource } from "./resource.ts";

test("a reading stays when it can not be repeated", async () => {
  const answers: (() => number)[] = [
    () => 1,
    () => {
      throw new IdosError("unreachable", "no node");
    },
  ];
  const resource = new Resource(async () => (answers.shift() as () => number)());
  expect(resource.value).toEqual({ value: null, error: null });
  await resource.load();
  await resource.load();
  expect(resource.value).toEqual({ value: 1, error: { code: "unreachable", message: "no node" } });
});

test("what changes while it is read is read once more, and only once", async () => {
  let stored = 0;
  const answers: ((value: number) => void)[] = [];
  const resource = new Resource(() => new Promise<number>((resolve) => answers.push(resolve)));
  const answer = async () => {
    answers.at(-1)?.(stored);
    await Promise.resolve();
  };
  const first = resource.load();
  stored = 1;
  const later = [resource.load(), resource.load()];
  await answer();
  await first;
  stored = 2;
  await answer();
  await Promise.all(later);
  expect(answers.length).toBe(2);
  expect(resource.value.value).toBe(2);
});

test("who listens is told of each reading until she stops", async () => {
  let count = 0;
  const resource = new Resource(async () => count);
  const seen: unknown[] = [];
  const stop = resource.subscribe(() => seen.push(resource.value.value));
  await resource.load();
  count = 1;
  await resource.load();
  stop();
  await resource.load();
  expect(seen).toEqual([0, 1]);
});

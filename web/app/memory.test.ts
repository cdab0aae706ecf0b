import type { KeyValueStore } from "idos-core/storage";
import { memoryStore } from "idos-core/testing/store";
import { afterEach, expect, test, vi } from "vitest";
import { json, Memory, ofOrigin, ofTab, plain } from "./memory.ts";

/** At most three numbers. */
const counts = json((value) => {
  const isList = Array.isArray(value) && value.length <= 3;
  if (!isList || !value.every((each) => typeof each === "number")) throw new TypeError("no such list");
  return value as number[];
});
const yesOrNo = plain((text) => {
  if (text !== "yes" && text !== "no") throw new TypeError("neither yes nor no");
  return text;
});
const REFUSING: KeyValueStore = { get: () => null, set: () => undefined, delete: () => undefined };

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a value outlives a reload, until it is forgotten", () => {
  const store = memoryStore();
  const memory = new Memory(store, "numbers", counts);
  expect([memory.value, memory.isKept]).toEqual([null, false]);
  memory.value = [1, 2];
  expect(memory.isKept).toBe(true);
  const reloaded = new Memory(store, "numbers", counts);
  expect(reloaded.value).toEqual([1, 2]);
  expect(new Memory(store, "others", counts).value).toBeNull();
  reloaded.forget();
  expect(memory.value).toBeNull();
});

test("text is kept as it is", () => {
  const store = memoryStore();
  const memory = new Memory(store, "choice", yesOrNo);
  memory.value = "no";
  expect([memory.value, store.kept.get("choice")]).toEqual(["no", "no"]);
  store.set("choice", "maybe");
  expect(memory.value).toBeNull();
});

test.each(["{", "7", "[1,2,3,4]", '["a"]', `[${" ".repeat(2_500_000)}]`])(
  "%.10s is no such value",
  (kept) => {
    expect(new Memory({ ...memoryStore(), get: () => kept }, "numbers", counts).value).toBeNull();
  },
);

test("what a browser does not keep lasts as long as the page", () => {
  const memory = new Memory(REFUSING, "numbers", counts);
  memory.value = [1];
  expect(memory.value).toEqual([1]);
  memory.forget();
  expect(memory.value).toBeNull();
});

test("what is too long is not stored", () => {
  const store = memoryStore();
  const memory = new Memory(store, "text", plain(String));
  memory.value = "a".repeat(2_500_001);
  expect([store.kept.size, memory.value?.length]).toEqual([0, 2_500_001]);
});

test("where there is no storage at all, tab and origin remember as long as the page", () => {
  for (const of of [ofTab, ofOrigin]) {
    const memory = of("numbers", counts);
    memory.value = [3];
    expect([memory.value, of("numbers", counts).value]).toEqual([[3], null]);
  }
});

test("another tab's changes are heard of, until the signal is aborted", () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  const hear = vi.fn();
  const over = new AbortController();
  new Memory(memoryStore(), "mine", counts).onChange(hear, over.signal);
  const change = (key: string | null) => page.dispatchEvent(Object.assign(new Event("storage"), { key }));
  for (const key of ["mine", "other", null]) change(key);
  expect(hear).toHaveBeenCalledTimes(2);
  over.abort();
  change("mine");
  expect(hear).toHaveBeenCalledTimes(2);
});

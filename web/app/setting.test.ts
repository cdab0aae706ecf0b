import { memoryStore } from "idos-core/testing/store";
import { expect, test } from "vitest";
import { json, Memory } from "./memory.ts";
import { setting } from "./setting.ts";

test("a setting begins with what is remembered, and what it turns to is remembered", () => {
  const store = memoryStore();
  const memory = new Memory(store, "minutes", json(Number));
  const minutes = setting(memory, 15);
  expect([minutes.value, store.kept.size]).toEqual([15, 0]);
  minutes.value = 5;
  expect(setting(memory, 15).value).toBe(5);
  minutes.value = 15;
  expect(memory.value).toBe(15);
});

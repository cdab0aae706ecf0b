import { expect, test } from "vitest";
import { isLocked, lockLeft } from "./lock.ts";

test("a lock holds to the end of its last second", () => {
  expect(lockLeft(10, 8_500)).toBe(2_500);
  expect(lockLeft(10, 10_000)).toBe(1_000);
  expect(lockLeft(10, 10_999)).toBe(1);
  expect(lockLeft(10, 11_000)).toBe(0);
  expect(lockLeft(0, 11_000)).toBe(0);
  expect([isLocked(10, 10_999), isLocked(10, 11_000), isLocked(0, 11_000)]).toEqual([true, false, false]);
});

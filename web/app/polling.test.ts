import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whileVisible } from "./polling.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it is looked again and again, and when the page comes into sight", () => {
  const sheet = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("document", sheet);
  const look = vi.fn();
  const stop = whileVisible(look, 1_000);
  expect(look).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(look).toHaveBeenCalledTimes(2);
  sheet.hidden = true;
  vi.advanceTimersByTime(5_000);
  expect(look).toHaveBeenCalledTimes(2);
  sheet.hidden = false;
  sheet.dispatchEvent(new Event("visibilitychange"));
  expect(look).toHaveBeenCalledTimes(3);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(look).toHaveBeenCalledTimes(3);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lockWhenIdle, whenIdle } from "./idle.ts";
import { signal } from "./state.ts";

const MINUTE = 60_000;

let page: EventTarget;
let sheet: EventTarget & { hidden: boolean };

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  sheet = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", sheet);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function use(): void {
  page.dispatchEvent(new Event("keydown"));
}

function hide(): void {
  sheet.hidden = true;
  sheet.dispatchEvent(new Event("visibilitychange"));
}

test("a page is idle when nobody has used it for so long, once", () => {
  const onIdle = vi.fn();
  whenIdle({ after: 5 * MINUTE }, onIdle);
  vi.advanceTimersByTime(4 * MINUTE);
  use();
  vi.advanceTimersByTime(4 * MINUTE);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(30 * MINUTE);
  expect(onIdle).toHaveBeenCalledOnce();
});

test("a computer that slept was not used meanwhile", () => {
  const onIdle = vi.fn();
  whenIdle({ after: 5 * MINUTE }, onIdle);
  vi.setSystemTime(Date.now() + 6 * MINUTE);
  use();
  expect(onIdle).toHaveBeenCalledOnce();
});

test("a page out of sight is left only where that is the rule", () => {
  const [stays, leaves] = [vi.fn(), vi.fn()];
  whenIdle({ after: MINUTE }, stays);
  whenIdle({ after: MINUTE, isLeftWhenHidden: () => true }, leaves);
  hide();
  expect([stays.mock.calls.length, leaves.mock.calls.length]).toEqual([0, 1]);
});

test("what is stopped is not called", () => {
  const onIdle = vi.fn();
  whenIdle({ after: MINUTE }, onIdle)();
  vi.advanceTimersByTime(2 * MINUTE);
  hide();
  expect(onIdle).not.toHaveBeenCalled();
});

test("what is open is locked, by the rule as it is then", () => {
  const isOpen = signal(false);
  const after = signal(10 * MINUTE);
  const lock = vi.fn(() => {
    isOpen.value = false;
  });
  const stop = lockWhenIdle(() => (isOpen.value ? { after: after.value } : null), lock);
  vi.advanceTimersByTime(60 * MINUTE);
  expect(lock).not.toHaveBeenCalled();
  isOpen.value = true;
  vi.advanceTimersByTime(2 * MINUTE);
  after.value = MINUTE;
  vi.advanceTimersByTime(MINUTE);
  expect(lock).toHaveBeenCalledOnce();
  isOpen.value = true;
  stop();
  vi.advanceTimersByTime(60 * MINUTE);
  expect(lock).toHaveBeenCalledOnce();
});

import { afterEach, expect, test, vi } from "vitest";
import { originStore, tabStore } from "./storage.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("what is stored is found again, in the tab or on the origin", () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    };
  };
  vi.stubGlobal("sessionStorage", storage());
  vi.stubGlobal("localStorage", storage());
  tabStore.set("a", "1");
  originStore.set("a", "2");
  expect([tabStore.get("a"), originStore.get("a"), tabStore.get("b")]).toEqual(["1", "2", null]);
  tabStore.delete("a");
  expect([tabStore.get("a"), originStore.get("a")]).toEqual([null, "2"]);
});

test("a browser that keeps nothing, or has no room, is no fault", () => {
  expect(tabStore.get("a")).toBeNull();
  vi.stubGlobal("localStorage", {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  originStore.set("a", "1");
  expect(originStore.get("a")).toBeNull();
});

import { memoryStore } from "idos-core/testing/store";
import { afterEach, expect, test, vi } from "vitest";
import { chooseNode, chosenNode, isNodeUrl } from "./node.ts";

function openBrowser(): ReadonlyMap<string, string> {
  const store = memoryStore();
  vi.stubGlobal("localStorage", { getItem: store.get, setItem: store.set, removeItem: store.delete });
  return store.kept;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a node is chosen for this browser, and another one, or none", () => {
  const kept = openBrowser();
  expect(chosenNode()).toBe("");
  chooseNode("https://node.example/");
  expect([chosenNode(), kept.get("node")]).toEqual(["https://node.example", "https://node.example/"]);
  chooseNode("");
  expect(chosenNode()).toBe("");
});

test("what is no address of a node is none", () => {
  openBrowser();
  chooseNode("https://user@node.example");
  expect(chosenNode()).toBe("");
  expect(["http://node.example", "node.example", ""].map(isNodeUrl)).toEqual([true, false, false]);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announced, lookForWallets, wallets } from "./wallets.ts";

const ID = "350670db-19fa-4704-a166-e52e178b59d2";

let page: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const) {
    vi.stubGlobal(name, page[name].bind(page));
  }
  lookForWallets();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function announce(name: string): void {
  const info = { uuid: ID, name, icon: "data:image/png;base64,", rdns: "com.example" };
  const detail = { info, provider: { request: async () => null } };
  page.dispatchEvent(Object.assign(new Event("eip6963:announceProvider"), { detail }));
}

test("a wallet is found when it announces itself, and at once when it has", async () => {
  const waiting = announced({ rdns: "com.example", name: "Late" });
  announce("Late");
  expect((await waiting)?.name).toBe("Late");
  expect(wallets.value.map(({ name }) => name)).toEqual(["Late"]);
  expect((await announced({ rdns: "com.example", name: "Late" }))?.uuid).toBe((await waiting)?.uuid);
});

test("a wallet that does not announce itself in time is not found", async () => {
  const waiting = announced({ rdns: "com.other", name: "Never" });
  vi.advanceTimersByTime(3_000);
  expect(await waiting).toBeNull();
});

import type { KeyValueStore } from "idos-core/storage";
import { memoryStore } from "idos-core/testing/store";
import type { Wallet } from "idos-sdk/records";
import { afterEach, expect, test, vi } from "vitest";
import { WalletChanges } from "./wallet-changes.ts";

const NONE = { added: [], removed: [] };

function visit(store: KeyValueStore, profile = "p"): WalletChanges {
  return new WalletChanges("http://node.example", profile, store);
}

function wallets(...addresses: string[]): Wallet[] {
  return addresses.map((address) => ({ address }) as Wallet);
}

afterEach(() => {
  vi.useRealTimers();
});

test("the first list is known, and each wallet that comes or goes later is shown", () => {
  const changes = visit(memoryStore());
  changes.compare(wallets("0xA1", "0xB2"));
  expect(changes.unseen.value).toEqual(NONE);
  changes.compare(wallets("0xA1", "0xC3"));
  expect(changes.unseen.value).toEqual({ added: ["0xc3"], removed: ["0xb2"] });
});

test("what happened while the user was away is shown until it is acknowledged", () => {
  const store = memoryStore();
  visit(store).compare(wallets("0xA1"));
  for (let again = 0; again < 2; again++) {
    const changes = visit(store);
    changes.compare(wallets("0xa1", "0xB2"));
    expect(changes.unseen.value.added).toEqual(["0xb2"]);
  }
  const last = visit(store);
  last.compare(wallets("0xa1", "0xB2"));
  last.acknowledge();
  expect(last.unseen.value).toEqual(NONE);
  const next = visit(store);
  next.compare(wallets("0xA1", "0xB2"));
  expect(next.unseen.value).toEqual(NONE);
});

test("the user's own changes need no notice, in any tab", async () => {
  const store = memoryStore();
  const [here, there] = [visit(store), visit(store)];
  here.compare(wallets("0xA1", "0xB2"));
  there.compare(wallets("0xA1", "0xB2"));
  await here.own("0xC3", async () => {
    there.compare(wallets("0xA1", "0xB2")); // before it is committed
    there.compare(wallets("0xA1", "0xB2", "0xc3"));
    here.compare(wallets("0xA1", "0xB2", "0xc3"));
  });
  await here.own("0xb2", async () => here.compare(wallets("0xA1", "0xc3")));
  there.compare(wallets("0xA1", "0xc3"));
  expect([here.unseen.value, there.unseen.value]).toEqual([NONE, NONE]);
});

test("a change that was declined leaves nothing that could come unseen later", async () => {
  const changes = visit(memoryStore());
  changes.compare(wallets("0xA1"));
  await expect(changes.own("0xB2", () => Promise.reject(new Error("declined")))).rejects.toThrow();
  changes.compare(wallets("0xA1", "0xB2"));
  expect(changes.unseen.value.added).toEqual(["0xb2"]);
});

test("… nor does one that ended with its tab", () => {
  vi.useFakeTimers();
  const store = memoryStore();
  const closed = visit(store);
  closed.compare(wallets("0xA1"));
  void closed.own("0xB2", () => new Promise(() => undefined));
  vi.advanceTimersByTime(16 * 60_000);
  const changes = visit(store);
  changes.compare(wallets("0xA1", "0xB2"));
  expect(changes.unseen.value.added).toEqual(["0xb2"]);
});

test("another tab that says so is enough", () => {
  const store = memoryStore();
  const [here, there] = [visit(store), visit(store)];
  here.compare(wallets("0xA1"));
  for (const each of [here, there]) each.compare(wallets("0xA1", "0xB2"));
  here.acknowledge();
  there.renew();
  expect(there.unseen.value).toEqual(NONE);
});

test("letters count where they name something", () => {
  const changes = visit(memoryStore());
  changes.compare(wallets("alice.near", "rAbc"));
  changes.compare(wallets("alice.near", "rabc"));
  expect(changes.unseen.value).toEqual({ added: ["rabc"], removed: ["rAbc"] });
});

test("profiles are kept apart, and what is forgotten begins anew", () => {
  const store = memoryStore();
  visit(store).compare(wallets("0xA1"));
  const other = visit(store, "q");
  other.compare(wallets("0xB2"));
  expect(other.unseen.value).toEqual(NONE);
  other.forget();
  const again = visit(store, "q");
  again.compare(wallets("0xC3"));
  expect(again.unseen.value).toEqual(NONE);
});

test("a browser that keeps nothing tells of what happens while the page is open", () => {
  const forgetful: KeyValueStore = { get: () => null, set: () => undefined, delete: () => undefined };
  const changes = visit(forgetful);
  changes.renew();
  changes.acknowledge();
  changes.compare(wallets("0xA1"));
  changes.compare(wallets("0xA1", "0xB2"));
  expect(changes.unseen.value.added).toEqual(["0xb2"]);
});

test("what is kept and makes no sense is begun anew", () => {
  const store = { ...memoryStore(), get: () => "{" };
  const changes = visit(store);
  changes.compare(wallets("0xA1"));
  expect(changes.unseen.value).toEqual(NONE);
});

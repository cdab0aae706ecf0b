import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { Tab } from "../testing/tab.ts";
import { Database } from "./database.ts";
import { Vault } from "./vault.ts";

const ALICE = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";
const BOB = "550e8400-e29b-41d4-a716-446655440000";
const KEY = new Uint8Array(32).fill(7);
const NOW = Date.UTC(2026, 10, 22);
const LATER = { until: NOW + 1000, isVisit: false };
const VISIT = { until: NOW + 1000, isVisit: true };

let db: Database;
const tab = () => new Tab();

beforeEach(async () => {
  db = await Database.open(crypto.randomUUID());
});

test("a remembered key is found in any tab", async () => {
  await new Vault(db, tab()).save(ALICE, KEY, LATER);
  expect(await new Vault(db, tab()).open(ALICE, NOW)).toEqual(KEY);
});

test("a key for one visit is found in its tab only, and tabs do not disturb each other", async () => {
  const [first, second] = [new Vault(db, tab()), new Vault(db, tab())];
  await first.save(ALICE, KEY, VISIT);
  expect(await second.open(ALICE, NOW)).toBeNull();
  await second.save(ALICE, KEY, VISIT);
  expect(await first.open(ALICE, NOW)).toEqual(KEY);
});

test.each([LATER, VISIT])("a key is gone for good at its end: %j", async (lifetime) => {
  const vault = new Vault(db, tab());
  await vault.save(ALICE, KEY, lifetime);
  expect(await vault.open(ALICE, lifetime.until - 1)).toEqual(KEY);
  expect(await vault.open(ALICE, lifetime.until)).toBeNull();
  expect(await vault.open(ALICE, NOW)).toBeNull();
});

test("the end of a visit leaves what another tab remembers", async () => {
  const vault = new Vault(db, tab());
  await vault.save(ALICE, KEY, { until: NOW + 1, isVisit: true });
  await new Vault(db, tab()).save(ALICE, KEY, LATER);
  expect(await vault.open(ALICE, NOW + 1)).toEqual(KEY);
});

test("a later choice takes the place of the earlier", async () => {
  const vault = new Vault(db, tab());
  await vault.save(ALICE, KEY, VISIT);
  await vault.save(ALICE, KEY, LATER);
  await vault.save(ALICE, KEY, VISIT);
  expect(await db.keys("keys")).toHaveLength(1);
});

test("people do not share keys, and reset forgets all of them", async () => {
  const vault = new Vault(db, tab());
  await vault.save(ALICE, KEY, LATER);
  await vault.save(
    BOB,
    KEY.map((byte) => byte + 1),
    VISIT,
  );
  expect(await vault.open(ALICE, NOW)).not.toEqual(await vault.open(BOB, NOW));
  await vault.reset();
  expect([await vault.open(ALICE, NOW), await vault.open(BOB, NOW)]).toEqual([null, null]);
});

test("sweeping drops what is over and keeps the rest", async () => {
  const vault = new Vault(db, tab());
  await vault.save(ALICE, KEY, LATER);
  await vault.save(BOB, KEY, { ...VISIT, until: NOW + 1 });
  await vault.sweep(NOW + 1);
  expect(await db.keys("keys")).toEqual([ALICE]);
});

test("the wrapping key cannot be taken out, and the key lies nowhere in clear", async () => {
  await new Vault(db, tab()).save(ALICE, KEY, LATER);
  const [row] = await db.all<{ wrappingKey: CryptoKey; sealed: ArrayBuffer }>("keys");
  await expect(crypto.subtle.exportKey("raw", row?.wrappingKey as CryptoKey)).rejects.toThrow();
  expect(new Uint8Array(row?.sealed as ArrayBuffer)).toHaveLength(32 + 16);
});

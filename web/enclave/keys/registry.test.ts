import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { Scope, Use } from "../protocol.ts";
import { Database } from "./database.ts";
import { Registry } from "./registry.ts";

const NOW = Date.UTC(2026, 10, 22);
const NEOBANK = { origin: "https://neobank.example", top: null };
const SUBJECT = { userId: "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11", requester: NEOBANK };

let registry: Registry;

beforeEach(async () => {
  registry = new Registry(await Database.open(crypto.randomUUID()));
});

const grant = (scopes: Scope[], until = NOW + 1000) => registry.grant(SUBJECT, { scopes, until }, NOW);

test("a consent stands for its scopes and its time", async () => {
  await grant(["decrypt", "filter"]);
  expect(await registry.standing(SUBJECT, ["filter"], NOW)).not.toBeNull();
  expect(await registry.standing(SUBJECT, ["filter", "share"], NOW)).toBeNull();
  expect(await registry.standing(SUBJECT, ["filter"], NOW + 1000)).toBeNull();
});

test("a consent is for one website and one user", async () => {
  await grant(["decrypt"]);
  const others = [
    { ...SUBJECT, userId: "550e8400-e29b-41d4-a716-446655440000" },
    { ...SUBJECT, requester: { origin: "https://charlie.example", top: null } },
    { ...SUBJECT, requester: { ...NEOBANK, top: "https://around.example" } },
  ];
  for (const other of others) expect(await registry.standing(other, ["decrypt"], NOW)).toBeNull();
});

test("a further consent adds to one that stands, and not to one that is over", async () => {
  await grant(["encrypt"], NOW + 10);
  expect((await grant(["filter"])).scopes).toEqual(["encrypt", "filter"]);
  await grant(["decrypt"], NOW - 1);
  expect((await grant(["filter"])).scopes).toEqual(["filter"]);
});

test("a withdrawn consent is gone", async () => {
  await grant(["decrypt"]);
  const [consent] = await registry.consents(NOW);
  await registry.withdraw(consent?.id ?? "");
  expect(await registry.consents(NOW)).toEqual([]);
  expect(await registry.standing(SUBJECT, ["decrypt"], NOW)).toBeNull();
});

test("consents that are over leave the list", async () => {
  await grant(["decrypt"], NOW + 1);
  expect(await registry.consents(NOW + 1)).toEqual([]);
});

test("the list of uses keeps the latest, newest first", async () => {
  const use = (at: number): Use => ({ at, requester: NEOBANK, scope: "decrypt", detail: null });
  await registry.record(Array.from({ length: 510 }, (_, at) => use(at)));
  const uses = await registry.uses();
  expect([uses.length, uses[0]?.at, uses.at(-1)?.at]).toEqual([500, 509, 10]);
  await registry.clearUses();
  expect(await registry.uses()).toEqual([]);
});

import type { AccessGrant, CredentialInfo } from "idos-sdk/records";
import { expect, test } from "vitest";
import { isLocked, lockedUntil, portfolioOf } from "./portfolio.ts";

const credential = (id: string, more: Partial<CredentialInfo> = {}): CredentialInfo => ({
  id,
  userId: "alice",
  issuerAuthPublicKey: "neobank",
  publicNotes: '{"type": "passport"}',
  inserter: null,
  originalId: null,
  ...more,
});

const copy = (id: string, originalId: string | null): CredentialInfo =>
  credential(id, { originalId, publicNotes: "" });

const grant = (id: string, dataId: string, more: Partial<AccessGrant> = {}): AccessGrant => ({
  id,
  ownerUserId: "alice",
  grantee: "charlie",
  dataId,
  lockedUntil: 0,
  inserterType: "user",
  inserterId: "alice",
  contentHash: null,
  ...more,
});

test("a copy's grant is a share of its original", () => {
  const { originals, byId, shares } = portfolioOf(
    [credential("1"), copy("2", "1")],
    [grant("g", "2")],
    new Map([["g", 1234]]),
  );
  expect(originals.map(({ id, notes }) => [id, notes])).toEqual([["1", { type: "passport" }]]);
  expect(byId.get("1")?.shares).toEqual(shares);
  expect(shares).toMatchObject([{ grant: { id: "g" }, height: 1234, original: { id: "1" } }]);
});

test("a credential without notes is shown, and a copy that outlived its original is not taken for one", () => {
  const credentials = [credential("1", { publicNotes: "" }), copy("2", null)];
  const { originals, shares } = portfolioOf(credentials, [grant("g", "2", { lockedUntil: 9 })]);
  expect(originals.map(({ id }) => id)).toEqual(["1"]);
  expect(shares).toMatchObject([{ grant: { dataId: "2" }, original: null }]);
});

test("a grant on an original itself is a share of it", () => {
  const { shares } = portfolioOf([credential("1")], [grant("g", "1")]);
  expect(shares).toMatchObject([{ original: { id: "1" } }]);
});

test("a recipient is one however it is written, and who got most comes first", () => {
  const credentials = [credential("1"), copy("2", "1"), copy("3", "1"), copy("4", "1")];
  const grants = [
    grant("a", "2", { grantee: "acme" }),
    grant("b", "3", { grantee: "0xAb" }),
    grant("c", "4", { grantee: "0xaB" }),
  ];
  const { recipients } = portfolioOf(credentials, grants);
  expect(recipients.map(({ identifier, shares }) => [identifier, shares.length])).toEqual([
    ["0xAb", 2],
    ["acme", 1],
  ]);
});

test("a lock counts through its last second", () => {
  const { shares } = portfolioOf([credential("1")], [grant("a", "1", { lockedUntil: 10 }), grant("b", "1")]);
  expect(shares.map((share) => isLocked(share, 10_000))).toEqual([true, false]);
  expect(lockedUntil(shares, 10_999)).toBe(10);
  expect(lockedUntil(shares, 11_000)).toBe(0);
});

test("five hundred credentials with two thousand grants are joined at once", () => {
  const credentials = Array.from({ length: 500 }, (_, at) => credential(`o${at}`));
  const copies = Array.from({ length: 2000 }, (_, at) => copy(`c${at}`, `o${at % 500}`));
  const grants = copies.map(({ id }, at) => grant(`g${at}`, id, { grantee: `who ${at % 40}` }));
  const { originals, recipients } = portfolioOf([...credentials, ...copies], grants);
  expect(originals.every(({ shares }) => shares.length === 4)).toBe(true);
  expect(recipients.map(({ shares }) => shares.length)).toEqual(Array(40).fill(50));
});

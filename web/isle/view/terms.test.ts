import { toBase64 } from "idos-core/bytes";
import type { Party } from "idos-sdk/directory";
import { expect, test } from "vitest";
import type { App } from "./model.ts";
import { checkChallenge, checkConsumer, writeTerms } from "./terms.ts";

const KEY = new Uint8Array(32).fill(1);
const NODE = "https://node.example";
const NOW = Date.UTC(2026, 10, 22) / 1000;
const OWNER = "0xA11ce";

const NEOBANK: Party = {
  name: "Neobank",
  about: { en: "A bank", de: "Eine Bank" },
  roles: ["issuer", "consumer"],
  origins: ["https://neobank.example"],
  url: "https://neobank.example/",
  logo: "",
  identifiers: ["ab"],
  issuerIds: [],
  credentialKeys: [],
  encryptionKey: KEY,
  credentialTypes: ["passport"],
};
const LISTED: App = { origin: "https://neobank.example", party: NEOBANK };
const STRANGER: App = { origin: "https://stranger.example", party: null };

const GRANT = {
  owner: OWNER,
  grantee: "ab",
  issuer_public_key: "ab",
  id: "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11",
  access_grant_timelock: "1970-01-01T00:00:00Z",
  not_usable_before: "2026-11-22T00:00:00Z",
  not_usable_after: "2026-11-29T00:00:00Z",
};

const terms = (change: object, app = LISTED) =>
  writeTerms({ ...GRANT, ...change }, { app, owner: OWNER, now: NOW });

test("a permission's times are read, and a lock that is over is none", () => {
  expect(terms({})).toEqual({ usableUntil: NOW + 7 * 86_400, lockedUntil: 0 });
  expect(terms({ access_grant_timelock: "2026-11-22T00:00:01Z" }).lockedUntil).toBe(NOW + 1);
});

test.each([
  ["another person's", { owner: "0xB0b" }, "other_party"],
  ["for another's copy", { grantee: "cd" }, "other_party"],
  ["for another to write", { issuer_public_key: "cd" }, "other_party"],
  ["over", { not_usable_after: "2026-11-22T00:00:00Z" }, "expired"],
  ["never usable", { not_usable_before: "2026-11-30T00:00:00Z" }, "expired"],
  ["in local time", { not_usable_after: "2026-11-29T00:00:00+01:00" }, "invalid"],
  ["on no day", { not_usable_after: "2026-13-29T00:00:00Z" }, "invalid"],
])("a permission that is %s is refused", (_, change, code) => {
  expect(() => terms(change)).toThrow(expect.objectContaining({ code }));
});

test("an app that is not listed speaks for itself", () => {
  expect(terms({ grantee: "cd", issuer_public_key: "cd" }, STRANGER).usableUntil).toBeGreaterThan(NOW);
});

const asked = (grantee: string, key: Uint8Array) => ({
  credentialType: "passport",
  issuers: [],
  purpose: "",
  fields: [],
  lockSeconds: 0,
  grantee,
  encryptionPublicKey: toBase64(key),
});

test("a listed app asks for itself, with its key of the directory", () => {
  expect(() => checkConsumer(asked("ab", KEY), LISTED, NEOBANK)).not.toThrow();
  for (const [grantee, key] of [
    ["cd", KEY],
    ["ab", new Uint8Array(32)],
  ] as const) {
    expect(() => checkConsumer(asked(grantee, key), LISTED, null)).toThrow(
      expect.objectContaining({ code: "other_party" }),
    );
  }
  const keyless = { ...LISTED, party: { ...NEOBANK, encryptionKey: null } };
  expect(() => checkConsumer(asked("ab", KEY), keyless, NEOBANK)).toThrow();
});

test("a stranger can ask for itself, and not for a listed one", () => {
  expect(() => checkConsumer(asked("cd", KEY), STRANGER, null)).not.toThrow();
  expect(() => checkConsumer(asked("ab", KEY), STRANGER, NEOBANK)).toThrow();
});

test.each([
  ["neobank.example asks whose wallet this is.\nNonce: 1", true],
  ["Sign this.", false],
  ["operation: delegatedWriteGrant\nowner: neobank.example", false],
  ["neobank.example\noperation: delegatedAccessGrant", false],
  ["A change for neobank.example\n\nPayloadType: execute", false],
  ["neobank.example\n\nKwil Chain ID: idos", false],
  [`${NODE} wants you to sign in with your account: neobank.example`, false],
])("of %j it can be said whether it is signed", (text, isGood) => {
  const check = () => checkChallenge(text, LISTED, NODE);
  if (isGood) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: "bad_challenge" }));
});

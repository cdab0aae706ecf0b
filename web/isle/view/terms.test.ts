import { toBase64 } from "idos-core/bytes";
import { Directory, type Party } from "idos-sdk/directory";
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
const DIRECTORY = new Directory([NEOBANK]);
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
  writeTerms({ ...GRANT, ...change }, { app, directory: DIRECTORY, owner: OWNER, now: NOW });

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

test("an app that is not listed asks leave to write for itself", () => {
  expect(terms({ grantee: "cd", issuer_public_key: "cd" }, STRANGER).usableUntil).toBeGreaterThan(NOW);
});

test.each([
  ["have a copy", { grantee: "ab", issuer_public_key: "cd" }],
  ["write", { grantee: "cd", issuer_public_key: "ab" }],
  ["have a copy, in capitals", { grantee: "AB", issuer_public_key: "cd" }],
])("an app that is not listed cannot ask for a listed one to %s", (_, change) => {
  expect(() => terms(change, STRANGER)).toThrow(expect.objectContaining({ code: "other_party" }));
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
  expect(() => checkConsumer(asked("ab", KEY), LISTED, DIRECTORY)).not.toThrow();
  for (const [grantee, key] of [
    ["cd", KEY],
    ["ab", new Uint8Array(32)],
  ] as const) {
    expect(() => checkConsumer(asked(grantee, key), LISTED, DIRECTORY)).toThrow(
      expect.objectContaining({ code: "other_party" }),
    );
  }
  const keyless = { ...LISTED, party: { ...NEOBANK, encryptionKey: null } };
  expect(() => checkConsumer(asked("ab", KEY), keyless, DIRECTORY)).toThrow();
});

test("a stranger can ask for itself, and not for a listed one", () => {
  expect(() => checkConsumer(asked("cd", KEY), STRANGER, DIRECTORY)).not.toThrow();
  expect(() => checkConsumer(asked("ab", KEY), STRANGER, DIRECTORY)).toThrow();
});

test.each([
  ["neobank.example wants you to sign in with your Ethereum account:\n0xA11ce\n\nNonce: 1", true],
  ["charlie.example wants you to sign in\n\nURI: https://neobank.example", false],
  [" neobank.example wants you to sign in", false],
  ["Sign this.", false],
  ["operation: delegatedWriteGrant\nowner: neobank.example", false],
  ["neobank.example wants this\noperation: delegatedAccessGrant", false],
  ["neobank.example wants a change\n\nPayloadType: execute", false],
  ["neobank.example wants this\n\nKwil Chain ID: idos", false],
  [`neobank.example wants you to sign in with your account\n\nURI: ${NODE}`, false],
])("of %j it can be said whether it is signed", (text, isGood) => {
  const check = () => checkChallenge(text, LISTED, NODE);
  if (isGood) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: "bad_challenge" }));
});

test.each([
  ["https://harlie.example", "charlie.example", false],
  ["https://charlie.exam", "charlie.example", false],
  ["https://charlie.example", "charlie.example.evil.example", false],
  ["https://charlie.example:8443", "charlie.example", false],
  ["https://charlie.example", "charlie.example:8443", false],
  ["https://charlie.example:8443", "charlie.example:8443", true],
])("a text counts at the app's host and port only: at %s, one for %s", (origin, host, isGood) => {
  const text = `${host} wants you to sign in with your wallet:\nab`;
  const check = () => checkChallenge(text, { origin, party: null }, NODE);
  if (isGood) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: "bad_challenge" }));
});

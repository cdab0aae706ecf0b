import { expect, test } from "vitest";
import * as protocol from "./protocol.ts";

const CONSUMER = {
  credentialType: "passport",
  issuers: ["ab".repeat(32)],
  purpose: "Open an account",
  fields: ["firstName"],
  lockSeconds: 0,
  grantee: "cd".repeat(32),
  encryptionPublicKey: `${"A".repeat(43)}=`,
};

test("an app's facts are taken without its handlers", () => {
  const given = { ...CONSUMER, granted: "a handler" };
  expect(protocol.facts({ consumer: given })).toEqual({ issuer: null, consumer: CONSUMER });
});

test.each([
  ["a purpose of 301 letters", { purpose: "a".repeat(301) }],
  ["half a letter", { purpose: "\ud800" }],
  ["41 fields", { fields: Array(41).fill("a") }],
  ["a field that is no name", { fields: ["<b>"] }],
  ["a lock before now", { lockSeconds: -1 }],
  ["a lock of a thousand years", { lockSeconds: 1000 * 366 * 86_400 }],
  ["a lock of half a second", { lockSeconds: 0.5 }],
  ["a grantee of two lines", { grantee: "a\nb" }],
  ["a short key", { encryptionPublicKey: "AAAA" }],
  ["no type", { credentialType: undefined }],
])("%s is refused", (_, change) => {
  expect(() => protocol.facts({ consumer: { ...CONSUMER, ...change } })).toThrow();
});

test.each([
  "javascript:alert(1)",
  "data:text/html,a",
  "//example.org",
  "https://user@example.org/",
  "no address",
])("%s is no address to go to", (url) => expect(() => protocol.opened({ url })).toThrow());

test("an address is taken in its normal form", () => {
  expect(protocol.opened({ url: "HTTPS://Example.org" })).toEqual({ url: "https://example.org/" });
});

test.each(["https://example.org/icon.png", "data:text/html,a", "data:image/svg+xml"])(
  "%s is no wallet's icon",
  (icon) => {
    const id = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";
    expect(() => protocol.wallet({ id, name: "Wallet", rdns: "org.example", icon })).toThrow();
  },
);

test("an application has one of the known states", () => {
  const none = { reasons: null, url: null, canRetry: null };
  expect(protocol.application({ state: "verifying" })).toEqual({ state: "verifying", ...none });
  expect(() => protocol.application({ state: "approved" })).toThrow();
  expect(() => protocol.application({ state: "rejected", reasons: Array(11).fill("a") })).toThrow();
});

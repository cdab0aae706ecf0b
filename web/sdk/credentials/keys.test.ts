import { readFileSync } from "node:fs";
import { fromHex, toHex } from "idos-core/bytes";
import { expect, test } from "vitest";
import { controllerOf, issuerKey, publicKeyMultibase, trustedIssuers } from "./keys.ts";
import * as multibase from "./multibase.ts";

const { vc } = JSON.parse(readFileSync(new URL("../../../vectors/sdk.json", import.meta.url), "utf8"));
const ISSUER = vc.key_id.replace("/keys/1", "");
const party = { roles: ["issuer"], identifiers: ["ab"], issuerIds: [ISSUER], credentialKeys: [] as string[] };

test("the recorded issuer key is read and written", () => {
  const key = issuerKey(ISSUER, vc.publicKeyMultibase);
  expect(key).toMatchObject({ id: vc.key_id, controller: vc.key_controller });
  expect(publicKeyMultibase(key.publicKey)).toBe(vc.publicKeyMultibase);
  expect(controllerOf(ISSUER)).toBe(vc.key_controller);
});

test("a private key is no public one", () => {
  expect(() => issuerKey(ISSUER, vc.privateKeyMultibase)).toThrow(/multibase/);
  const other = multibase.encode(fromHex(`1200${"00".repeat(32)}`));
  expect(() => issuerKey(ISSUER, other)).toThrow(expect.objectContaining({ code: "bad_key" }));
});

test("of a directory, issuers alone are trusted, each key under each of its names", () => {
  const directory = [
    { ...party, issuerIds: [ISSUER, "https://other.example"], credentialKeys: [vc.publicKeyMultibase] },
    { ...party, roles: ["consumer"], credentialKeys: [vc.publicKeyMultibase] },
  ];
  const [issuer, ...more] = trustedIssuers(directory);
  expect(more).toEqual([]);
  expect(issuer?.authPublicKeys).toEqual(["ab"]);
  expect(issuer?.keys.map(({ id }) => id)).toEqual([vc.key_id, "https://other.example/keys/1"]);
});

test.each(["", "00", "0000ff", "ffffffff", "00".repeat(4)])("multibase of %j comes back", (hex) => {
  const data = fromHex(hex);
  expect(toHex(multibase.decode(multibase.encode(data), data.length))).toBe(hex);
});

test.each(["", "z", "m11", "z1", "z11 ", "z0", "zé", `z${"1".repeat(128)}`])(
  "%j is no multibase of two bytes",
  (text) => {
    expect(() => multibase.decode(text, 2)).toThrow(expect.objectContaining({ code: "bad_multibase" }));
  },
);

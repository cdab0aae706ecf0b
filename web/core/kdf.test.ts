import { expect, test } from "vitest";
import { publicKeyOf } from "./box.ts";
import { createSecretKey, deriveSecretKey, unlockSecretKey } from "./kdf.ts";

const USER_ID = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";

test("a new profile's id counts in lower case", async () => {
  const secret = await createSecretKey("password", USER_ID.toUpperCase());
  expect(secret).toEqual(await deriveSecretKey("password", USER_ID));
});

test.each([
  ["as it is made now", USER_ID, false],
  ["from an id in upper case", USER_ID.toUpperCase(), false],
  ["with the older cost", USER_ID, true],
])("a key %s is unlocked", async (_, salt, legacy) => {
  const secret = await deriveSecretKey("password", salt, { legacy });
  expect(await unlockSecretKey("password", USER_ID, publicKeyOf(secret))).toEqual(secret);
});

test("a wrong password is refused, and progress never goes back", async () => {
  const seen: number[] = [];
  const wrong = unlockSecretKey("wrong", USER_ID, new Uint8Array(32), (done) => seen.push(done));
  await expect(wrong).rejects.toMatchObject({ code: "wrong_password" });
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test("a password without end is refused", async () => {
  const derived = deriveSecretKey("x".repeat(65_537), USER_ID);
  await expect(derived).rejects.toMatchObject({ code: "invalid" });
});

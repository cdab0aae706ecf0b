import { expect, test } from "vitest";
import { generatePassphrase } from "./passphrase.ts";
import { ENOUGH_BITS, strengthBits } from "./strength.ts";

test.each([
  "",
  "a",
  "password",
  "P@ssw0rd2024",
  "qwertzuiop123456",
  "aaaaaaaaaaaaaaaaaaaaaaaaaa",
  "abcdefghijklmnopqrstuvwxyz",
  "iloveyou iloveyou",
  "Sommer2026!Sommer",
  "correct horse battery staple",
  "Tr0ub4dor&3",
  "19900504-1990",
])("%j is not enough", (password) => {
  expect(strengthBits(password)).toBeLessThan(ENOUGH_BITS);
});

test.each([
  "violet-anchor-7-Reindeer-plaza",
  "qWx7!bR2#zLm9@Kt5$Yp",
  "we met on the pier at low tide, laughing",
])("%j is enough", (password) => {
  expect(strengthBits(password)).toBeGreaterThanOrEqual(ENOUGH_BITS);
});

test("names that an attacker would try first are worth little", () => {
  const password = "margarethe-neobank";
  const known = strengthBits(password, ["neobank.example", "Margarethe"]);
  expect(known).toBeLessThan(strengthBits(password) / 2);
});

test("more characters never make a password weaker", () => {
  const text = "winter is 2024 qwerty Zürich!";
  const bits = Array.from(text, (_, at) => strengthBits(text.slice(0, at + 1)));
  for (const [at, value] of bits.entries()) expect(value).toBeGreaterThanOrEqual((bits[at - 1] ?? 0) - 11);
});

test("a generated passphrase is seven words, never the same, and always enough", () => {
  const all = Array.from({ length: 50 }, generatePassphrase);
  expect(new Set(all).size).toBe(all.length);
  for (const passphrase of all) {
    expect(passphrase).toMatch(/^[a-z]+(-[a-z]+){6}$/);
    expect(strengthBits(passphrase)).toBeGreaterThanOrEqual(ENOUGH_BITS);
  }
});

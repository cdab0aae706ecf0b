import { expect, test } from "vitest";
import { identifiersOf } from "./identity.ts";

test("a key is named in every form that the network knows", () => {
  const key = Uint8Array.from({ length: 32 }, (_, at) => at);
  expect(identifiersOf(key)).toEqual([
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "rDR3ovFUFWw8ojQaXBDBQCQS5eLrZxJuRX",
    "ED000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
    "ed25519:1thX6LZfHDZZKUs92febYZhYRcXddmzfzF2NvTkPNE",
    "GAAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB7JZX",
  ]);
});

test("what is no such key has no other names", () => {
  expect(identifiersOf(new Uint8Array(20))).toEqual([]);
});

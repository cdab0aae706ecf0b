import { fromHex, toHex } from "idos-core/bytes";
import { expect, test } from "vitest";
import { challengeOf, isChallengeOf } from "./challenges.ts";

const NODE = "https://node.example";
const RANDOM = fromHex("000102030405060708090a0b0c0d0e0f");

test("it is made as nodes make it", () => {
  const made = "000102030405060708090a0b0c0d0e0fb16dadf32bf2e0bf38ace61acd317813";
  expect(toHex(challengeOf(NODE, "idos-1", RANDOM))).toBe(made);
});

test.each([
  "https://node.example/",
  "https://NODE.example",
  "HTTPS://node.example:443",
  "https://node.example/some/path",
])("%s is the same node", (url) => {
  expect(isChallengeOf(challengeOf(NODE, "idos-1", RANDOM), url, "idos-1")).toBe(true);
});

test.each([
  ["http://node.example", "idos-1"],
  ["https://node.example:8443", "idos-1"],
  ["https://nodes.example", "idos-1"],
  ["https://node.example.evil", "idos-1"],
  [NODE, "idos-2"],
  [NODE, ""],
])("%s on %s is another", (url, chainId) => {
  expect(isChallengeOf(challengeOf(NODE, "idos-1", RANDOM), url, chainId)).toBe(false);
});

test.each([0, 16, 31, 33])("%i bytes name nobody", (size) => {
  const made = challengeOf(NODE, "idos-1", RANDOM);
  expect(
    isChallengeOf(
      Uint8Array.from({ length: size }, (_, at) => made[at] ?? 0),
      NODE,
      "idos-1",
    ),
  ).toBe(false);
});

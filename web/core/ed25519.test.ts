import { readFileSync } from "node:fs";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { concat, fromHex, utf8 } from "./bytes.ts";
import { verify } from "./ed25519.ts";

interface Wycheproof {
  testGroups: {
    publicKey: { pk: string };
    tests: { tcId: number; msg: string; sig: string; result: string }[];
  }[];
}

const path = new URL("../../vectors/public/wycheproof_ed25519.json", import.meta.url);
const { testGroups }: Wycheproof = JSON.parse(readFileSync(path, "utf8"));
const cases = testGroups.flatMap(({ publicKey, tests }) => tests.map((each) => ({ ...each, ...publicKey })));

test("the answers are Wycheproof's", () => {
  const answers = cases.map(({ pk, msg, sig }) => verify(fromHex(pk), fromHex(msg), fromHex(sig)));
  expect(answers).toEqual(cases.map(({ result }) => result === "valid"));
});

const TORSION = ed25519.Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
const MESSAGE = utf8("message");
const ORDER = ed25519.Point.CURVE().n;

/** Key aB + T·n and signature (rB + T·m, r + ha): right but for its small-order parts. */
function forged(keyPart: bigint, noncePart: bigint): [key: Uint8Array, signature: Uint8Array] {
  const key = ed25519.Point.BASE.multiply(5n).add(TORSION.multiplyUnsafe(keyPart)).toBytes();
  const nonce = ed25519.Point.BASE.multiply(7n).add(TORSION.multiplyUnsafe(noncePart)).toBytes();
  const hash = sha512(concat(nonce, key, MESSAGE));
  const challenge = hash.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const scalar = (7n + challenge * 5n) % ORDER;
  const bytes = Array.from({ length: 32 }, (_, at) => Number((scalar >> BigInt(8 * at)) & 0xffn));
  return [key, concat(nonce, Uint8Array.from(bytes))];
}

test("the forgery itself is sound", () => {
  const [key, signature] = forged(0n, 0n);
  expect(verify(key, MESSAGE, signature)).toBe(true);
  expect(verify(key, utf8("another"), signature)).toBe(false);
});

test.each([1n, 2n, 4n, 7n])("a part of small order (%i T) in the key or in R is refused", (part) => {
  for (const [key, signature] of [forged(part, 0n), forged(0n, part), forged(part, 8n - part)]) {
    expect(verify(key, MESSAGE, signature)).toBe(false);
  }
});

test.each([1n, 2n, 4n, 8n])("a key or R of small order alone (%i T) is refused", (times) => {
  const point = TORSION.multiplyUnsafe(times).toBytes();
  const [key, signature] = forged(0n, 0n);
  expect(verify(point, MESSAGE, concat(point, new Uint8Array(32)))).toBe(false);
  expect(verify(key, MESSAGE, concat(point, signature.subarray(32)))).toBe(false);
});

test("keys and signatures of other sizes are refused", () => {
  const [key, signature] = forged(0n, 0n);
  expect(verify(key.subarray(1), MESSAGE, signature)).toBe(false);
  expect(verify(key, MESSAGE, signature.subarray(1))).toBe(false);
  expect(verify(key, MESSAGE, concat(signature, Uint8Array.of(0)))).toBe(false);
});

import { expect, test } from "vitest";
import { amount, checkLine, compactSigned, oneLine, uint, uvarint } from "./binary.ts";
import { encodeExecution } from "./payloads.ts";
import { signedText } from "./transaction.ts";
import { encodeArgument, Id } from "./values.ts";

const refused = expect.objectContaining({ code: "invalid" });

test("integers have their size, and no other fits", () => {
  expect([...uint(0x0102, 2), ...uint(0x0102, 2, "big")]).toEqual([2, 1, 1, 2]);
  expect([...uint(2 ** 53 - 1, 8)]).toEqual([255, 255, 255, 255, 255, 255, 31, 0]);
  for (const bad of [256, -1, 1.5, 2 ** 53]) expect(() => uint(bad, bad === 256 ? 1 : 8)).toThrow(refused);
});

test.each([
  [0, [0]],
  [127, [127]],
  [128, [128, 1]],
  [300, [172, 2]],
  [2 ** 32, [128, 128, 128, 128, 16]],
])("the varint of %i is minimal", (value, bytes) => {
  expect([...uvarint(value)]).toEqual(bytes);
});

test("a signed length is doubled", () => {
  expect([...compactSigned(Uint8Array.of(7, 8))]).toEqual([4, 7, 8]);
});

test.each(["", "01", "-1", "1.0", "1e3", "1".repeat(79)])("%j is no amount", (decimal) => {
  expect(() => amount(decimal)).toThrow(refused);
});

test.each(["a\nb", "a\u202eb", "a\u0000", "a\u2028b", "\ud800"])(
  "%j is not one line of a text to sign",
  (text) => {
    expect(() => checkLine(text, "It", 10)).toThrow(refused);
  },
);

test("a line has an end, and is not empty unless it may be", () => {
  expect(() => checkLine("äää", "It", 5)).toThrow(refused);
  expect(() => checkLine("", "It", 5)).toThrow(refused);
  expect(checkLine("", "It", 5, true)).toBe("");
});

test("a stranger's text is shown on one line", () => {
  expect(oneLine(`a\nb\u202e${"c".repeat(2000)}`)).toMatch(/^a\ufffdb\ufffdc{996}$/);
});

test.each([1.5, 2 ** 53, Number.NaN])("the number %d is no argument", (value) => {
  expect(() => encodeArgument(value)).toThrow(refused);
});

test("negative integers have two's complement, and null has a type of its own", () => {
  expect([...(encodeArgument(-2).items[0] ?? [])]).toEqual([255, 255, 255, 255, 255, 255, 255, 254]);
  expect(encodeArgument(null)).toEqual({ type: { name: "null" }, items: [null] });
  expect(() => new Id("x")).toThrow(refused);
});

test("a transaction has so many runs and bytes, and no more", () => {
  expect(() => encodeExecution("main", "do_it", Array(65).fill([]))).toThrow(refused);
  const large = [[encodeArgument("x".repeat(4 * 1024 * 1024))]];
  expect(() => encodeExecution("main", "do_it", large)).toThrow(
    expect.objectContaining({ code: "too_large" }),
  );
  expect(() => encodeExecution("main", "", [])).toThrow(refused);
});

test("a description of two lines is not signed", () => {
  const draft = {
    payload: new Uint8Array(),
    chainId: "c",
    sender: new Uint8Array(),
    signatureType: "ed25519",
  };
  expect(() => signedText({ ...draft, description: "a\nFee: 0", fee: "0", nonce: 1 })).toThrow(refused);
});

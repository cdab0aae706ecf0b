import { expect, test } from "vitest";
import * as box from "./box.ts";
import { fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from "./bytes.ts";

const SECRET = new Uint8Array(32).fill(7);
const PUBLIC = box.publicKeyOf(SECRET);

test("every message has a key and a nonce of its own", () => {
  const [first, second] = [box.seal(utf8("same"), PUBLIC), box.seal(utf8("same"), PUBLIC)];
  expect(first.encryptorPublicKey).not.toEqual(second.encryptorPublicKey);
  expect(first.content.subarray(0, 24)).not.toEqual(second.content.subarray(0, 24));
});

test.each([0, 1, 63, 64, 65, 4096])("%i bytes come back", (size) => {
  const plaintext = crypto.getRandomValues(new Uint8Array(size));
  const sealed = box.seal(plaintext, PUBLIC);
  expect(sealed.content).toHaveLength(size + 40);
  expect(box.open(sealed, SECRET)).toEqual(plaintext);
});

test("a content that is altered anywhere, cut, or for another key is refused", () => {
  const { content, encryptorPublicKey } = box.seal(utf8("hello"), PUBLIC);
  const altered = Array.from(content, (byte, at) => content.with(at, byte ^ 1));
  const cut = [0, 24, 39, content.length - 1].map((length) => content.subarray(0, length));
  for (const bad of [...altered, ...cut]) {
    const opening = () => box.open({ content: bad, encryptorPublicKey }, SECRET);
    expect(opening).toThrow(expect.objectContaining({ code: "cannot_decrypt" }));
  }
  const other = new Uint8Array(32).fill(8);
  expect(() => box.open({ content, encryptorPublicKey }, other)).toThrow(/cannot be decrypted/);
});

test("keys of another size or of low order are malformed", () => {
  for (const key of [new Uint8Array(31), new Uint8Array(33), new Uint8Array(32)]) {
    expect(() => box.seal(utf8("hello"), key)).toThrow(expect.objectContaining({ code: "invalid" }));
  }
});

test.each(["", "AA==", "AAA=", "AAAA", "+/+/"])("base64 %j is read and written the same", (text) => {
  expect(toBase64(fromBase64(text))).toBe(text);
});

test.each(["A", "AA", "AB==", "AA= =", "AAAA\n", "-_-_", "ä"])("base64 %j is refused", (text) => {
  expect(() => fromBase64(text)).toThrow(expect.objectContaining({ code: "invalid" }));
});

test("large contents are encoded whole", () => {
  const large = crypto.getRandomValues(new Uint8Array(65_536));
  expect(fromBase64(toBase64(large))).toEqual(large);
});

test("hexadecimal is read in either case and written in lower", () => {
  expect(toHex(fromHex("00aBFf"))).toBe("00abff");
  for (const bad of ["0", "0x00", "zz"]) expect(() => fromHex(bad)).toThrow(/not hexadecimal/);
});

test("text that is not Unicode is refused, both ways", () => {
  expect(() => utf8("\ud800")).toThrow(/not Unicode/);
  expect(() => fromUtf8(Uint8Array.of(0xff))).toThrow(/not UTF-8/);
  expect(fromUtf8(utf8("\ufeffZoë"))).toBe("\ufeffZoë");
});

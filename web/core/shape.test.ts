import { expect, test } from "vitest";
import { IdosError } from "./errors.ts";
import {
  anything,
  base64,
  boolean,
  bytesTo,
  count,
  countTo,
  key,
  keyBytes,
  list,
  matching,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  textTo,
  uuid,
  webAddress,
} from "./shape.ts";

const ID = "01234567-89ab-4def-8123-456789abcdef";

test.each<[string, Shape<unknown>, unknown, unknown]>([
  ["text", text, "a", "a"],
  ["boolean", boolean, false, false],
  ["count", count, 0, 0],
  ["uuid", uuid, ID, ID],
  ["base64", base64, "AQI=", Uint8Array.of(1, 2)],
  ["choice", oneOf("a", "b"), "b", "b"],
  ["text to a length", textTo(2), "😀", "😀"],
  ["count to a bound", countTo(2), 2, 2],
  ["bytes", bytesTo(1), Uint8Array.of(1), Uint8Array.of(1)],
  ["key", keyBytes, new Uint8Array(32), new Uint8Array(32)],
  ["web address", webAddress, "HTTPS://Example.org", "https://example.org/"],
  ["nothing", optional(text, 7), null, 7],
  ["list", list(count, 2), [1, 2], [1, 2]],
  ["anything", anything, undefined, undefined],
])("%s is read", (_, shape, value, read) => {
  expect(shape(value)).toEqual(read);
});

test.each<[string, Shape<unknown>, unknown]>([
  ["text", text, 1],
  ["boolean", boolean, 1],
  ["count", count, -1],
  ["count", count, 2 ** 53],
  ["count", count, "1"],
  ["uuid", uuid, ID.toUpperCase()],
  ["uuid", uuid, `${ID}\n`],
  ["base64", base64, "AQI"],
  ["key", key, "AQI="],
  ["key", keyBytes, new Uint8Array(31)],
  ["text to a length", textTo(1), "ab"],
  ["text to a length", textTo(1), "\ud800"],
  ["count to a bound", countTo(2), 3],
  ["bytes", bytesTo(1), [1]],
  ["bytes", bytesTo(1), Uint8Array.of(1, 2)],
  ["web address", webAddress, "javascript:alert(1)"],
  ["web address", webAddress, "https://user@example.org/"],
  ["web address", webAddress, "//example.org"],
  ["choice", oneOf("a", "b"), "c"],
  ["list", list(count, 1), [1, 2]],
  ["list", list(count), { length: 0 }],
  ["object", object, []],
  ["object", object, null],
  ["pattern", matching(/^a$/, "no"), "b"],
])("no %s is refused as one", (_, shape, value) => {
  expect(() => shape(value)).toThrow(expect.objectContaining({ code: "invalid" }));
});

test("a record is frozen, and has the members it names and no others", () => {
  const read = record({ a: count, b: optional(text, null) })({ a: 1, c: 2 });
  expect(read).toEqual({ a: 1, b: null });
  expect(Object.isFrozen(read)).toBe(true);
});

test("what an object only inherits is not there", () => {
  expect(record({ toString: optional(anything, null) })({})).toEqual({ toString: null });
});

test("a refusal names the place and not the value", () => {
  const shape = record({ outer: record({ inner: uuid }) });
  expect(() => shape({ outer: { inner: "secret" } })).toThrow(/^outer: inner: Not a UUID\.$/);
});

test("a refusal keeps its code, whatever is around it", () => {
  const shape = record({ outer: list(() => refuse()) });
  const refuse = () => {
    throw new IdosError("too_large", "Too large.");
  };
  expect(() => shape({ outer: [1] })).toThrow(expect.objectContaining({ code: "too_large" }));
});

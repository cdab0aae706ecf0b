import { expect, test } from "vitest";
import {
  anything,
  base64,
  boolean,
  count,
  integer,
  key,
  list,
  matching,
  object,
  oneOf,
  optional,
  record,
  row,
  type Shape,
  text,
  uuid,
} from "./wire.ts";

const ID = "01234567-89ab-4def-8123-456789abcdef";

test.each<[string, Shape<unknown>, unknown, unknown]>([
  ["text", text, "a", "a"],
  ["boolean", boolean, false, false],
  ["count", count, 0, 0],
  ["integer as text", integer, "-12", -12],
  ["integer", integer, 12, 12],
  ["uuid", uuid, ID, ID],
  ["base64", base64, "AQI=", Uint8Array.of(1, 2)],
  ["choice", oneOf("a", "b"), "b", "b"],
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
  ["integer", integer, "01"],
  ["integer", integer, "9007199254740993"],
  ["integer", integer, "1e3"],
  ["integer", integer, 1.5],
  ["integer", integer, true],
  ["uuid", uuid, ID.toUpperCase()],
  ["uuid", uuid, `${ID}\n`],
  ["base64", base64, "AQI"],
  ["key", key, "AQI="],
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

test("a row's names are those of the wire", () => {
  const shape = row<{ lockedUntil: number; owner: string }>(
    { lockedUntil: integer, owner: text },
    { owner: "ag_owner" },
  );
  expect(shape({ locked_until: "7", ag_owner: "x" })).toEqual({ lockedUntil: 7, owner: "x" });
});

test("a refusal names the place and not the value", () => {
  const shape = record({ outer: record({ inner: uuid }) });
  expect(() => shape({ outer: { inner: "secret" } })).toThrow(/^outer: inner: Not a UUID\.$/);
});

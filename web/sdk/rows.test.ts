import { text } from "idos-core/shape";
import { expect, test } from "vitest";
import { integer, row } from "./rows.ts";

test.each([
  ["-12", -12],
  [12, 12],
])("%j is read as an integer", (value, read) => {
  expect(integer(value)).toBe(read);
});

test.each(["01", "9007199254740993", "1e3", 1.5, true])("%j is not", (value) => {
  expect(() => integer(value)).toThrow(expect.objectContaining({ code: "invalid" }));
});

test("a row's names are those of the wire", () => {
  const shape = row<{ lockedUntil: number; owner: string }>(
    { lockedUntil: integer, owner: text },
    { owner: "ag_owner" },
  );
  expect(shape({ locked_until: "7", ag_owner: "x" })).toEqual({ lockedUntil: 7, owner: "x" });
});

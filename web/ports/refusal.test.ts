import { expect, test } from "vitest";
import { foreignCodeOf, refusal } from "./refusal.ts";

test("a refusal is read with its code, and a message of bounded length", () => {
  const read = refusal({ code: "declined", message: "x".repeat(9000) });
  expect(read).toMatchObject({ code: "declined", message: "x".repeat(500) });
});

test.each([null, "declined", {}, { code: "<b>", message: "" }, { code: "declined" }, { message: "No." }])(
  "%j is none",
  (value) => {
    expect(() => refusal(value)).toThrow(expect.objectContaining({ code: "invalid" }));
  },
);

test.each([
  [{ code: "declined" }, "declined"],
  [{ code: "Not a code" }, "internal"],
  [{ code: 4001 }, "internal"],
  [null, "internal"],
  ["declined", "internal"],
])("the code of %j is %s", (error, code) => {
  expect(foreignCodeOf(error, "internal")).toBe(code);
});

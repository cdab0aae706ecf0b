import { expect, test } from "vitest";
import { IdosError, isDeclined, refusalOf } from "./errors.ts";

test("an error of ours is told as it is, and of another only that it happened", () => {
  expect(refusalOf(new IdosError("declined", "No."))).toEqual({ code: "declined", message: "No." });
  expect(refusalOf(new TypeError("secret"))).toMatchObject({ code: "internal" });
  expect(refusalOf(new TypeError("secret")).message).not.toContain("secret");
});

test.each([
  ["declined", true],
  ["cancelled", true],
  ["unreachable", false],
])("%s is a refusal by the user: %s", (code, isOwn) => {
  expect(isDeclined(new IdosError(code, ""))).toBe(isOwn);
});

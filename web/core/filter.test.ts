import { expect, test } from "vitest";
import { recordMatches } from "./filter.ts";

test("filters see own values only, and no list or object equals another", () => {
  expect(recordMatches({}, { "constructor.name": ["Object"] }, {})).toBe(false);
  expect(recordMatches({ a: [1] }, { a: [[1]] }, {})).toBe(false);
  expect(recordMatches("text", { length: [4] }, {})).toBe(false);
  expect(recordMatches({ a: 1 }, { a: ["1"] }, {})).toBe(false);
});

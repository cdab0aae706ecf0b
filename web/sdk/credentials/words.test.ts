import { expect, test } from "vitest";
import { de } from "./words.de.ts";
import { en } from "./words.en.ts";
import { checkText, checkTitle } from "./words.ts";

test("both languages have the same words", () => {
  for (const table of ["titles", "outcomes", "codes"] as const) {
    expect(Object.keys(de[table])).toEqual(Object.keys(en[table]));
  }
});

test("a check that is not known is told by its name, and whether it passed", () => {
  expect(checkTitle({ name: "novelty" })).toBe("novelty");
  expect(checkText({ name: "novelty", ok: true, code: "fine" })).toBe("Passed.");
  expect(checkText({ name: "novelty", ok: false, code: "odd" })).toBe("Failed.");
});

test("a code means what the check says that it means", () => {
  const [content, binding] = ["content", "binding"].map((name) =>
    checkText({ name, ok: false, code: "content_hash_mismatch" }),
  );
  expect(content).not.toBe(binding);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { de } from "./checks.de.ts";
import { en } from "./checks.en.ts";
import { checkText, checkTitle } from "./checks.ts";

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

const path = new URL("../../vectors/inspections.json", import.meta.url);
const { cases }: { cases: { checks: [name: string, ok: boolean, code: string][] }[] } = JSON.parse(
  readFileSync(path, "utf8"),
);

test("every outcome that is recorded has a sentence of its own", () => {
  for (const [name, ok, code] of cases.flatMap(({ checks }) => checks)) {
    const sentence = checkText({ name, ok, code });
    expect(sentence).toMatch(/\.$/);
    expect([en.passed, en.failed]).not.toContain(sentence);
  }
});

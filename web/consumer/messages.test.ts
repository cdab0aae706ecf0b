import { expect, test } from "vitest";
import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

/** The places of all words. */
function places(table: object, path = ""): string[] {
  return Object.entries(table).flatMap(([name, value]) =>
    typeof value === "object" ? places(value, `${path}/${name}`) : [`${path}/${name}`],
  );
}

test("both languages have the same words", () => {
  expect(places(de)).toEqual(places(en));
});

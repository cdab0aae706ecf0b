import { expect, test } from "vitest";
import { readSites, SITES } from "./sites.ts";

const origins = Object.fromEntries(SITES.map((site) => [site, `http://${site}.localhost:4400`]));

test("the addresses of the other pages are read as the server wrote them", () => {
  expect(readSites(JSON.stringify(origins))).toEqual(origins);
});

test.each([
  "null",
  "[]",
  "{}",
  JSON.stringify({ ...origins, charlie: 1 }),
  JSON.stringify({ ...origins, charlie: "javascript:alert(1)" }),
  JSON.stringify({ ...origins, charlie: "https://charlie.example/path" }),
])("anything else is refused: %s", (text) => {
  expect(() => readSites(text)).toThrow("has no address");
});

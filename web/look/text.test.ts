import { expect, test } from "vitest";
import { dateText, dateTimeText, pickLanguage, preferredLanguage, relativeText } from "./text.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;

test.each([
  [["de-AT", "en"], "de"],
  [["fr", "en-GB"], "en"],
  [["fr"], "en"],
  [[], "en"],
])("of %j, the pages speak %s", (preferred, expected) => {
  expect(pickLanguage(preferred)).toBe(expected);
});

test.each([
  ["?lang=de", "en", ["en-GB"], "de"],
  ["?lang=fr", "de", ["en-GB"], "de"],
  ["", "de", ["en-GB"], "de"],
  ["", null, ["de-AT"], "de"],
  ["?lang=", "", [], "en"],
])(
  "with the address %j, the choice %j and the browser's %j, they speak %s",
  (address, chosen, browser, tag) => {
    expect(preferredLanguage(address, chosen, browser)).toBe(tag);
  },
);

test.each([
  [5 * 365 * DAY, "in 5 years"],
  [-2 * DAY, "2 days ago"],
  [DAY, "tomorrow"],
  [3_600_000, "in 1 hour"],
  [5_000, "now"],
])("%i milliseconds from now is %s", (away, expected) => {
  expect(relativeText(NOW + away, NOW, "en")).toBe(expected);
});

test("dates are written as the language writes them", () => {
  expect(dateText(NOW, "de")).toBe("22. November 2026");
  expect(dateTimeText(NOW, "de")).toMatch(/^22\.11\.2026, /);
});

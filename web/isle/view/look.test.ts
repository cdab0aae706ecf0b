import { expect, test } from "vitest";
import { contrast, legible, parseColour, properties } from "./look.ts";

const PLAIN = { theme: "auto", accent: "", radius: "", fontSize: "" } as const;

test("a look that says nothing changes nothing", () => {
  expect(new Set(Object.values(properties(PLAIN)))).toEqual(new Set([null]));
});

test.each([
  ["#0a6449", [10, 100, 73]],
  ["#FfF", [255, 255, 255]],
  [" #000000 ", [0, 0, 0]],
  ["red", null],
  ["#12345", null],
  ["#123456; background: url(//evil)", null],
  ["rgb(1 2 3)", null],
])("%j is read as a colour or not at all", (text, colour) => {
  expect(parseColour(text)).toEqual(colour);
});

test.each(["#ffffff", "#000000", "#f4a300", "#00ffb9", "#777777", "#2743c9"])(
  "%s becomes legible on both grounds, and so does what is written on it",
  (accent) => {
    const colour = parseColour(accent);
    if (!colour) throw new Error("a colour");
    for (const ground of [
      [255, 255, 255],
      [24, 29, 35],
    ] as const) {
      const shown = legible(colour, ground);
      expect(contrast(shown, ground)).toBeGreaterThanOrEqual(4.5);
      const best = Math.max(contrast(shown, [255, 255, 255]), contrast(shown, [6, 10, 14]));
      expect(best).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test("a colour that is legible is left as it is", () => {
  expect(legible([10, 100, 73], [255, 255, 255])).toEqual([10, 100, 73]);
});

test.each([
  ["20px", "20px"],
  ["0px", "0px"],
  ["28.5px", null],
  ["99px", null],
  ["-1px", null],
  ["1em", null],
  ["20px; color: red", null],
])("a radius of %j is %j", (radius, taken) => {
  expect(properties({ ...PLAIN, radius })["--radius"]).toBe(taken);
});

test("a size of text carries the others with it", () => {
  const sizes = properties({ ...PLAIN, fontSize: "16px" });
  expect(sizes).toMatchObject({ "--text-1": "14px", "--text-2": "16px", "--text-3": "19px" });
  expect(properties({ ...PLAIN, fontSize: "40px" })["--text-2"]).toBeNull();
});

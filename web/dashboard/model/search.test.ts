import { expect, test } from "vitest";
import { finds, folded } from "./search.ts";

const SEEN = folded("Passport Neobank Zürich Identity checked, selfie attached");

test.each(["", "  ", "passport", "PASS", "neobank passport", "zurich", "Zürich", "selfie  ident"])(
  "%j is found",
  (question) => {
    expect(finds(question, SEEN)).toBe(true);
  },
);

test.each(["licence", "passport licence", "{"])("%j is not", (question) => {
  expect(finds(question, SEEN)).toBe(false);
});

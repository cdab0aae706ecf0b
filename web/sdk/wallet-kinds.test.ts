import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { WALLET_KINDS } from "./wallet-kinds.ts";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/wallet_kinds.json", import.meta.url), "utf8"));

test("there are the same kinds as in Python", () => {
  const kinds = Object.entries(WALLET_KINDS).map(([name, kind]) => ({ name, ...kind }));
  expect(kinds).toEqual(vectors.kinds);
});

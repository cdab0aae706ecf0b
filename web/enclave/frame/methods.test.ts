/** The methods and scopes are the same in three places: what the enclave takes, what its page says, and the SDK. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCOPES } from "../protocol.ts";
import { METHODS } from "./methods.ts";

/** Of the official enclave alone; each is refused. */
const REFUSED = [
  "signTypedDataResponse",
  "addAddressMessageToSign",
  "removeAddressMessageToSign",
  "addAddressToMpcSecret",
  "removeAddressFromMpcSecret",
];

function source(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
}

function names(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].sort();
}

test("docs/enclave.md lists every method", () => {
  const [, table = ""] = source("docs/enclave.md").split("| method | arguments | result |\n");
  const [rows = ""] = table.split("\n\n");
  const first = rows.replace(/^\|([^|]*)\|.*$/gm, "$1");
  expect(names(first, /`(\w+)`/g)).toEqual(Object.keys(METHODS).sort());
});

test("the SDK asks for every method that is not refused, and for no other", () => {
  const asked = names(source("web/sdk/enclave.ts"), /#ask\(\s*"(\w+)"/g);
  expect([...asked, ...REFUSED].sort()).toEqual(Object.keys(METHODS).sort());
});

test("the SDK names the scopes that there are", () => {
  const [, union = ""] = source("web/sdk/enclave.ts").split("export type EnclaveScope =");
  expect(names(union.split(";")[0] ?? "", /"(\w+)"/g)).toEqual([...SCOPES].sort());
});

/** A second format is recognised, checked and shown through what the first one is. */

import { readFileSync } from "node:fs";
import { fromBase64, utf8 } from "idos-core/bytes";
import { expect, test } from "vitest";
import type { CredentialFormat } from "./format.ts";
import { FORMATS, formatOf, verify } from "./formats.ts";
import { type Evidence, inspect } from "./inspection.ts";
import { W3C } from "./w3c.ts";

const vectors = new URL("../../../vectors/inspections.json", import.meta.url);
const { formats, cases } = JSON.parse(readFileSync(vectors, "utf8"));
const PLAINTEXT = fromBase64(cases[0].plaintext);
const MARK = utf8("toy:");

const TOY: CredentialFormat = {
  name: "toy",
  recognises: (plaintext) => MARK.every((byte, at) => plaintext[at] === byte),
  verify: () => ({
    status: "verified",
    checks: [{ name: "proof", ok: true, code: "ok" }],
    claims: { issuer: "https://toy.example", level: "basic", subject: { firstName: "Alice" }, expires: null },
  }),
};

test("there are the same formats as in Python", () => {
  expect(FORMATS.map(({ name }) => name)).toEqual(formats);
});

test("the one format that there is is recognised", () => {
  expect(formatOf(PLAINTEXT)).toBe(W3C);
  expect(formatOf(PLAINTEXT, [TOY, ...FORMATS])).toBe(W3C);
});

test("a second format goes through an inspection as the first one does", () => {
  const evidence: Evidence = {
    grant: { ownerUserId: "", inserterType: "user", contentHash: null },
    stored: { issuerAuthPublicKey: "", content: new Uint8Array(), publicNotes: "" },
    plaintext: utf8("toy: Alice"),
    attestation: null,
  };
  const report = inspect(evidence, [], 0, [...FORMATS, TOY]);
  expect(report.format).toBe("toy");
  expect(report.status).toBe("weak"); // nobody vouches for the notes
  expect(report.claims?.subject).toEqual({ firstName: "Alice" });
  expect(report.checks).toContainEqual({ name: "proof", ok: true, code: "ok" });
  expect(inspect(evidence, [], 0)).toMatchObject({ status: "failed", format: null, claims: null });
});

test.each([
  "",
  "[]",
  "{}",
  "eyJhbGciOiJFZERTQSJ9.e30.c2ln~",
  '{"@context": "https://www.w3.org/2018/credentials/v1"}',
  '{"@context": ["https://www.w3.org/ns/credentials/v2"]}',
  "[".repeat(100_000),
])("an unknown format is an answer and no error: %.40s", (text) => {
  expect(formatOf(utf8(text))).toBeNull();
  expect(verify(utf8(text), [], {})).toMatchObject({ status: "failed", format: null, claims: null });
});

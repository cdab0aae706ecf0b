import { utf8 } from "idos-core/bytes";
import { expect, test } from "vitest";
import { contentOf, recordOf } from "./content.ts";

const shownOf = (record: unknown) =>
  contentOf(utf8(JSON.stringify(record))).fields.map(({ name, value }) => [name, value]);

test("all that a credential tells is shown, and not what every credential has", () => {
  const credential = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    id: "urn:1",
    type: ["VerifiableCredential"],
    issuer: "https://issuer.example",
    evidence: { seen: true },
    credentialSubject: {
      "@context": "x",
      id: "uuid:1",
      firstName: "Zoë",
      residentialAddress: { city: "Wien" },
    },
    proof: { proofValue: "z" },
  };
  expect(contentOf(utf8(JSON.stringify(credential)))).toMatchObject({
    issuer: "https://issuer.example",
    more: 0,
  });
  expect(shownOf(credential)).toEqual([
    ["firstName", "Zoë"],
    ["residentialAddress", '{"city":"Wien"}'],
    ["evidence", '{"seen":true}'],
  ]);
});

test("lists and texts are no records", () => {
  expect([utf8("[]"), utf8("text"), utf8("null")].map(recordOf)).toEqual([null, null, null]);
});

test("a record that is no credential is shown as it is", () => {
  expect(shownOf({ id: "A passport", issuer: 7, credentialSubject: null })).toEqual([
    ["id", "A passport"],
    ["issuer", "7"],
    ["credentialSubject", "null"],
  ]);
});

test("what is long has its size, and what is many its number", () => {
  const content = contentOf(utf8(JSON.stringify({ selfie: "x".repeat(4000) })));
  expect(content.fields).toEqual([{ name: "selfie", value: null, size: 4000 }]);
  const many = Object.fromEntries(Array.from({ length: 70 }, (_, number) => [`n${number}`, number]));
  expect(contentOf(utf8(JSON.stringify(many)))).toMatchObject({ more: 10 });
});

test.each([
  [utf8("just a text"), "just a text"],
  [utf8('["a", "list"]'), '["a", "list"]'],
  [utf8("long ".repeat(100)), "long ".repeat(60)],
  [Uint8Array.of(0xff, 0xfe), null],
  [utf8('{"credentialSubject": {}}'), '{"credentialSubject": {}}'],
])("what has no fields is shown as far as it is text", (plaintext, text) => {
  expect(contentOf(plaintext)).toEqual({ issuer: null, fields: [], more: 0, text, size: plaintext.length });
});

import { fromUtf8 } from "idos-core/bytes";
import { expect, test } from "vitest";
import { OWN_TYPE, type OwnDocument, ownContent, ownNotes, ownOf } from "./own.ts";

const LICENCE: OwnDocument = {
  name: "Diving licence",
  fields: [
    { name: "Number", value: "D-42" },
    { name: "Level", value: "Rescue" },
  ],
  label: "Licence",
};

test("what is written reads back", () => {
  const notes = JSON.parse(ownNotes(LICENCE, "an id"));
  expect(ownOf(ownContent(LICENCE), notes)).toEqual(LICENCE);
});

test("notes have the label and nothing of the content", () => {
  expect(JSON.parse(ownNotes(LICENCE, "an id"))).toEqual({ id: "an id", type: OWN_TYPE, label: "Licence" });
  expect(JSON.parse(ownNotes({ ...LICENCE, label: "" }, "an id"))).not.toHaveProperty("label");
});

test("the name is encrypted with the fields", () => {
  expect(fromUtf8(ownContent(LICENCE))).toContain("Diving licence");
});

test("another content fills the form as far as it goes", () => {
  const content = new TextEncoder().encode('{"credentialSubject": {"a": {"b": 1}}}');
  expect(ownOf(content, {})).toEqual({ name: "", fields: [{ name: "a", value: '{"b":1}' }], label: "" });
  expect(ownOf(new Uint8Array([255]), {})).toEqual({ name: "", fields: [], label: "" });
});

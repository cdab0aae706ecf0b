import { Buffer } from "node:buffer";
import { fieldName } from "idos-look/fields";
import { REFUSALS } from "idos-sdk/protocol/refusals";
import { expect, test } from "vitest";
import { groupsOf, levelText, typeName, valueText } from "./fields.ts";
import { countryText, dayText, milliseconds, shortKey, sizeText } from "./format.ts";
import { fromAscii85, imageOf } from "./image.ts";
import { errorText } from "./words.ts";

test("a subject's fields come in groups, in order, with their plain names", () => {
  const groups = groupsOf({
    "@context": "https://example.org",
    id: "uuid:1",
    selfieFile: "",
    residentialAddressCity: "Vienna",
    residentialAddressProofFile: "<~~>",
    firstName: "Alice",
    idDocumentType: "PASSPORT",
    idDocumentDateOfExpiry: "2031-05-03T00:00:00.000Z",
    email: "a@example.com",
    taxResidence: "AT",
    dateOfBirth: "1990-05-04",
    nested: { a: 1 },
  });
  expect(
    groups.map(({ group, fields }) => [group, fields.map(({ title, text }) => `${title}: ${text}`)]),
  ).toEqual([
    ["person", ["First name: Alice", "Date of birth: May 4, 1990"]],
    ["document", ["Type of document: Passport", "Document valid until: May 3, 2031"]],
    ["address", ["City: Vienna"]],
    ["contact", ["Email: a@example.com"]],
    ["pictures", ["Selfie: ", "Picture of the proof of address: <~~>"]],
    ["other", ["Tax residence: AT", 'Nested: {"a":1}']],
  ]);
  expect(groupsOf({ id: "uuid:1" })).toEqual([]);
});

test.each([
  ["nationality", "GB", "United Kingdom"],
  ["idDocumentCountry", "at", "Austria"],
  ["gender", "F", "Female"],
  ["gender", "constructor", "constructor"],
  ["idDocumentNumber", "2031-05-03", "2031-05-03"],
  ["idDocumentDateOfIssue", "soon", "soon"],
])("%s %s is read as %s", (name, value, text) => {
  expect(valueText(name, value)).toBe(text);
});

test("names of the language itself are no names of fields", () => {
  expect(fieldName("constructor")).toBe("Constructor");
  expect(fieldName("toString")).toBe("To string");
});

test("types and levels have words, and what is new is shown as it is", () => {
  expect(["passport", "ID_CARD", "drivers-licence", "gymMember"].map(typeName)).toEqual([
    "Passport",
    "Identity card",
    "Driving licence",
    "Gym member",
  ]);
  expect(levelText("plus+liveness+email")).toBe(
    "Identity and address checked, selfie attached, email confirmed",
  );
  expect(levelText("gold+vip")).toBe("gold, vip");
});

test("a day stays the same day in every time zone, and what is none stays text", () => {
  expect(dayText("2031-05-03T23:59:59.999Z")).toBe("May 3, 2031");
  expect(dayText("0099-01-01")).toMatch(/99$/);
  expect(["2031-13-01", "2031-02-30", "3 May"].map(dayText)).toEqual(["2031-13-01", "2031-02-30", "3 May"]);
});

test("the country of specimens has its name", () => {
  expect(["XU", "xu"].map(countryText)).toEqual(["Utopia", "Utopia"]);
});

test("countries that have no name stay codes", () => {
  expect(["XX1", "<b>", ""].map(countryText)).toEqual(["XX1", "<b>", ""]);
});

test("keys are shortened in the middle, and short ones not at all", () => {
  expect(shortKey("0x5Dc39f47aabbccddeeff00112233445566bCcd3")).toBe("0x5Dc39f47…6bCcd3");
  expect(shortKey("short")).toBe("short");
});

test("times later than any date are the last date", () => {
  expect(new Date(milliseconds(Number.MAX_SAFE_INTEGER)).getTime()).toBe(8.64e15);
});

test.each([
  [0, "0 byte"],
  [999, "999 byte"],
  [4_200_000, "4.2 MB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

// What Python's base64.a85encode(…, adobe=True) writes.
test.each([
  ["<~~>", ""],
  ["<~z~>", "00000000"],
  ["<~z!!~>", "0000000000"],
  ["<~s8W-!~>", "ffffffff"],
  ['<~87cURD]i,"Ebo7~>', "48656c6c6f20576f726c64"],
])("Ascii85 %s", (text, hex) => {
  expect(Buffer.from(fromAscii85(text)).toString("hex")).toBe(hex);
});

test.each(["", "<~", "<~>", "z", "<~a~>", '<~s8W-"~>', "<~ab c~>", "<~abz~>", "<~ab\u00e9~>"])(
  "%j is not Ascii85",
  (text) => {
    expect(() => fromAscii85(text)).toThrow(expect.objectContaining({ code: "invalid" }));
  },
);

const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");
const JPEG = Buffer.from("ffd8ffe000104a46", "hex");

test("pictures are known by their first bytes", async () => {
  const png = imageOf(PNG.toString("base64"));
  expect(png?.type).toBe("image/png");
  expect(new Uint8Array((await png?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(new Uint8Array(PNG));
  expect(imageOf(`data:image/svg+xml;base64,${JPEG.toString("base64")}`)?.type).toBe("image/jpeg");
});

test.each([
  ["an SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>").toString("base64")],
  ["an SVG in a data address", "data:image/svg+xml;base64,PHN2Zy8+"],
  ["text", "not a picture"],
  ["nothing", ""],
  ["broken Ascii85", "<~~~~"],
  ["more than is bearable", `<~${"z".repeat(13_000_000)}~>`],
])("%s is no picture", (_, text) => {
  expect(imageOf(text)).toBeNull();
});

const INTERNAL = errorText("internal");

test("every refusal of the rules has words of its own", () => {
  const unknown = Object.keys(REFUSALS).filter((code) => errorText(code) === INTERNAL);
  expect(unknown).toEqual([]);
});

test.each([
  ["unreachable", "The idOS node cannot be reached."],
  ["too_many_requests", "The answer takes too long."],
  ["sign_in_needed", "Your sign-in has ended."],
  ["unknown_outcome", "It is not known whether the change was made."],
  ["popup_blocked", "The browser did not let the window open."],
  ["grant_locked", "This is still locked."],
  ["wallet_address_exists", "This is there already."],
  ["grant_not_found", "This is not there, or not for you to see."],
  ["quota_exceeded", "This is too large."],
  ["wallet_busy", "Your wallet is asking you something already."],
  ["wallet_silent", "The wallet did not do what it was asked."],
  ["wallet_contract", "This account is a contract (a smart account)."],
  ["wallet_other_signer", "The signature is not by this account's key."],
  ["wrong_network", "The node belongs to another network than it is to."],
  ["reads_not_signed", "This node wants a signature for each thing that you look at."],
  ["fee_too_high", "The node asks a fee that this page does not pay."],
  ["declined", "You declined."],
  ["cancelled", "You broke it off."],
  ["wallet_in_use", "The network's rules do not allow this."],
  ["not_a_key_file", "This file does not have the keys that are needed."],
  ["bad_file", "Something in the request is malformed."],
  ["toString", "Something failed here."],
])("of %s a person reads: %s", (code, what) => {
  expect(errorText(code).what).toBe(what);
});

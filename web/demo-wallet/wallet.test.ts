import { utf8 } from "idos-core/bytes";
import type { Shape } from "idos-core/shape";
import { expect, test } from "vitest";
import { answer, FROM_WALLET } from "./protocol.ts";
import { accountAt, accounts } from "./wallet/accounts.ts";
import { Questions } from "./wallet/questions.ts";
import { shownOf } from "./wallet/text.ts";

test("people have the same accounts on every machine", () => {
  expect(accountAt(0)).toEqual({ name: "Alice", address: "0x5Dc39f4778A5A80D39EB32925C64a6Cd9b8bCcd3" });
  expect(accounts(2).map(({ name }) => name)).toEqual([
    "Alice",
    "Bob",
    "Carol",
    "Dave",
    "Erin",
    "Person 6",
    "Person 7",
  ]);
});

test.each([
  ["plain text, ß and 🦊\n\tin lines", "plain text, ß and 🦊\n\tin lines"],
  ["a\u0000b\u001bc\rd\u007f", "a␀b␛c␍d⟨U+007F⟩"],
  ["\u202eevil\u2066\u200d\ufeff", "⟨U+202E⟩evil⟨U+2066⟩⟨U+200D⟩⟨U+FEFF⟩"],
  ["\u2028\u2029\ue000\u{e0041}", "⟨U+2028⟩⟨U+2029⟩⟨U+E000⟩⟨U+E0041⟩"],
])("%j is shown as %j", (text, shown) => {
  expect(shownOf(utf8(text))).toEqual({ isText: true, text: shown });
});

test("bytes that are no text are shown in hexadecimal", () => {
  expect(shownOf(Uint8Array.of(0xff, 0x00))).toEqual({ isText: false, text: "0xff00" });
});

test("an answer without a question is none", () => {
  const questions = new Questions(() => {});
  questions.answer(accountAt(0));
  expect(questions.current).toBeNull();
  expect(questions.count).toBe(0);
});

const { accounts: seen, view } = FROM_WALLET.events;

test.each<[Shape<unknown>, unknown]>([
  [answer, { result: "0x1" }],
  [answer, { result: [] }],
  [answer, { refusal: { code: 4001, message: "No." } }],
  [seen, ["0x1"]],
  [view, { isOpen: true, height: 400 }],
])("%#: the page's script understands %j", (shape, value) => {
  expect(shape(value)).toEqual(value);
});

test.each<[Shape<unknown>, unknown]>([
  [answer, null],
  [answer, "text"],
  [answer, {}],
  [answer, { result: 1 }],
  [answer, { result: [1] }],
  [answer, { refusal: { code: "4001", message: "" } }],
  [seen, "0x1"],
  [view, { isOpen: true, height: Number.NaN }],
])("%#: the page's script passes over %j", (shape, value) => {
  expect(() => shape(value)).toThrow(expect.objectContaining({ code: "invalid" }));
});

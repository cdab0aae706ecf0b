import { expect, test } from "vitest";
import { resultOf } from "./enclave-reply.ts";

const answered = (message: unknown) => resultOf(message, 1);

test("a result comes as it is", () => {
  expect(answered({ result: [1, "two"], id: 1, version: 1 })).toEqual([1, "two"]);
});

test("an answer of the official enclave has no id, and may have no result", () => {
  expect(answered({ result: undefined })).toBeUndefined();
  expect(answered({})).toBeUndefined();
});

test("a refusal keeps its code", () => {
  const refused = () => answered({ error: new Error("x".repeat(9000)), code: "popup_blocked" });
  expect(refused).toThrow(expect.objectContaining({ code: "popup_blocked", message: "x".repeat(500) }));
});

test.each([
  ["of another request", { result: 1, id: 2 }],
  ["that is no object", "text"],
  ["that is nothing", null],
  ["with an error that is text", { error: "failed" }],
  ["with a malformed code", { error: new Error(""), code: "<b>" }],
  ["with an error without a message", { error: {}, code: "invalid" }],
  ["with an error without a code", { error: new Error("failed") }],
])("an answer %s is refused", (_, message) => {
  expect(() => answered(message)).toThrow(expect.objectContaining({ code: "bad_response" }));
});

import { IdosError } from "idos-core/errors";
import { expect, test } from "vitest";
import { isReady, popupRequest, popupResult, READY } from "./protocol.ts";

const REQUEST = { intent: "confirm", message: { text: "Sure?" }, configuration: { theme: "dark" } };
const PORT = {} as MessagePort;

test("the popup is asked by a request that comes with a port", () => {
  expect(popupRequest(REQUEST, PORT)).toEqual({ request: REQUEST, port: PORT });
});

test.each([
  ["without a port", REQUEST, null],
  ["of another intent", { ...REQUEST, intent: "constructor" }, PORT],
  ["without a question", { ...REQUEST, message: null }, PORT],
  ["without a configuration", { ...REQUEST, configuration: undefined }, PORT],
  ["in an unknown theme", { ...REQUEST, configuration: { theme: "red" } }, PORT],
  ["that is text", READY, PORT],
])("a request %s is none", (_, message, port) => {
  expect(popupRequest(message, port)).toBeNull();
});

test("the popup answers with a result, or with a refusal that has a code", () => {
  expect(popupResult({ result: { confirmed: true } })).toEqual({ confirmed: true });
  const refused = () => popupResult({ error: { code: "declined", message: "You said no." } });
  expect(refused).toThrow(new IdosError("declined", "You said no."));
  expect(refused).toThrow(expect.objectContaining({ code: "declined" }));
});

test.each([null, "text", { error: null }, { error: { code: "<b>", message: "" } }])(
  "%j is no answer of the popup",
  (reply) => {
    expect(() => popupResult(reply)).toThrow(expect.objectContaining({ code: "invalid" }));
  },
);

test("a popup that can be asked says one word", () => {
  expect([isReady(READY), isReady("ready"), isReady({})]).toEqual([true, null, null]);
});

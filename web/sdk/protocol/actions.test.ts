/** `vectors/actions.json`: the actions that the Python package has, and calls of them byte for byte. */

import { readFileSync } from "node:fs";
import { toHex } from "idos-core/bytes";
import { expect, test } from "vitest";
import { type ActionName, CHANGES, encodeArguments, VIEWS } from "./actions.ts";
import { encodeCall, encodeExecution, NAMESPACE } from "./payloads.ts";

interface Parameter {
  name: string;
  type: string;
  nullable: boolean;
}

interface Action {
  name: string;
  view: boolean;
  parameters: Parameter[];
  calls: { arguments: unknown[]; payload_hex: string }[];
}

const path = new URL("../../../vectors/actions.json", import.meta.url);
const recorded: Action[] = JSON.parse(readFileSync(path, "utf8"));
const OURS = [
  ...Object.entries(VIEWS).map(([name, parameters]) => ({ name, view: true, parameters })),
  ...Object.entries(CHANGES).map(([name, parameters]) => ({ name, view: false, parameters })),
];

/** The action of this name with the most parameters: others are for older clients. */
function actionOf(name: string): Action {
  const found = recorded.findLast((each) => each.name === name);
  if (!found) throw new Error(`no action is named ${name}`);
  return found;
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

test.each(OURS)("$name has the parameters of the network", ({ name, view, parameters }) => {
  const action = actionOf(name);
  const wanted = action.parameters.map((each) => [camel(each.name), each.type + (each.nullable ? "?" : "")]);
  expect(Object.entries(parameters)).toEqual(wanted);
  expect(action.view).toBe(view);
});

test.each(OURS)("calls of $name are sent byte for byte", ({ name, view }) => {
  const { parameters, calls } = actionOf(name);
  for (const call of calls) {
    const named = parameters.map((each, at) => [camel(each.name), call.arguments[at]]);
    const args = encodeArguments(name as ActionName, Object.fromEntries(named));
    const payload = view ? encodeCall(NAMESPACE, name, args) : encodeExecution(NAMESPACE, name, [args]);
    expect(toHex(payload)).toBe(call.payload_hex);
  }
});

test.each([
  ["a missing argument", { id: "x" }],
  ["null where it is not accepted", { id: null }],
  ["another type", { address: 1 }],
])("%s is not sent", (_, args) => {
  for (const action of ["has_profile", "get_credential_owned"] as const) {
    expect(() => encodeArguments(action, args)).toThrow(expect.objectContaining({ code: "invalid" }));
  }
});

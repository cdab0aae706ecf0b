/** The list of what both SDKs offer, `vectors/operations.json`, and what is here. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Consumer } from "./consumer.ts";
import * as keyChange from "./key-change.ts";
import { Operations } from "./operations.ts";
import { Person } from "./person.ts";
import { Session } from "./session.ts";

interface Operation {
  who: string[];
  python: string | null;
  typescript: string | null;
  why?: string;
}

const path = new URL("../../vectors/operations.json", import.meta.url);
const { operations }: { operations: Operation[] } = JSON.parse(readFileSync(path, "utf8"));

/** Where the names with a dot are. */
const ELSEWHERE: Record<string, object> = { session: Session.prototype, keyChange };

function methodsOf(...classes: { prototype: object }[]): string[] {
  const names = classes.flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
  return names.filter((name) => name !== "constructor");
}

test.each([
  ["person", methodsOf(Operations, Person)],
  ["consumer", methodsOf(Operations, Consumer)],
])("a %s has the operations of the list", (who, offered) => {
  const listed = operations.filter((each) => each.who.includes(who) && each.typescript);
  const own = listed.flatMap(({ typescript }) => (typescript?.includes(".") ? [] : [typescript]));
  expect(own.toSorted()).toEqual(offered.toSorted());
});

test.each(operations.filter(({ typescript }) => typescript?.includes(".")))(
  "$typescript is where the list says",
  ({ typescript }) => {
    const [module = "", name = ""] = typescript?.split(".") ?? [];
    expect(ELSEWHERE[module]).toHaveProperty(name, expect.any(Function));
  },
);

test.each(operations)("$python and $typescript have one name, or a reason", ({ python, typescript, why }) => {
  const twin = python?.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) ?? null;
  expect(typescript === twin).toBe(why === undefined);
});

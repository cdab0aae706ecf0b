import { memoryStore } from "idos-core/testing/store";
import { expect, test } from "vitest";
import { id } from "../grants/samples.ts";
import { type PastGrant, type Visit, Visits } from "./visits.ts";

const GRANT: PastGrant = { id: id(1), owner: id(2), lock: 0, type: "passport", status: "", expires: "" };

function visit(at: number, grants = [GRANT]): Visit {
  return { at, grants };
}

test("a visit outlives a reload, and ends with signing out", () => {
  const [tab, origin] = [memoryStore(), memoryStore()];
  const visits = () => new Visits("http://node.example", "acme", tab, origin);
  expect(visits().begin()).toBeNull();
  visits().keep(visit(1));
  expect(visits().begin()).toBeNull();
  visits().end();
  expect(visits().begin()).toEqual(visit(1));
  visits().keep(visit(2));
  expect(visits().begin()).toEqual(visit(1));
});

test("companies and nodes have their own", () => {
  const [tab, origin] = [memoryStore(), memoryStore()];
  new Visits("http://node.example", "acme", tab, origin).keep(visit(1));
  expect(new Visits("http://node.example", "other", tab, origin).begin()).toBeNull();
  expect(new Visits("http://other.example", "acme", tab, origin).begin()).toBeNull();
});

test("so many grants are kept, the latest ones", () => {
  const visits = new Visits("http://node.example", "acme", memoryStore(), memoryStore());
  visits.keep(
    visit(
      1,
      Array.from({ length: 5_001 }, (_, at) => ({ ...GRANT, id: id(at) })),
    ),
  );
  const grants = visits.begin()?.grants ?? [];
  expect([grants.length, grants[0]?.id]).toEqual([5_000, id(1)]);
});

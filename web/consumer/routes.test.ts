import { expect, test } from "vitest";
import { id } from "./grants/samples.ts";
import { router, type Screen } from "./routes.ts";

test.each<[string, Screen, string]>([
  ["", "grants", ""],
  ["#/grants", "grants", ""],
  [`#/grants/${id(1)}`, "grant", id(1)],
  ["#/alerts", "alerts", ""],
  ["#/company", "company", ""],
  ["#/grants/1", "grants", ""],
  [`#/grants/${id(1)}/more`, "grants", ""],
  ["#/alerts/1", "grants", ""],
  ["#/elsewhere", "grants", ""],
])("%s leads to %s", (hash, screen, grant) => {
  expect(router.parse(hash)).toMatchObject({ screen, id: grant });
});

test("what is written is read again", () => {
  const { screen, id: grant, params } = router.parse(router.href("grants", { person: "Zoë & co", page: "" }));
  expect([screen, grant, Object.fromEntries(params)]).toEqual(["grants", "", { person: "Zoë & co" }]);
  expect(router.parse(router.href("grant", id(7)))).toMatchObject({ screen: "grant", id: id(7) });
});

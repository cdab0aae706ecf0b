import { describe, expect, test } from "vitest";
import { hrefOf, parseRoute, type Screen } from "./routes.ts";

const ID = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";

describe("routes", () => {
  test.each<[Screen, string]>([
    ["data", ""],
    ["credential", ID],
    ["edit", ID],
    ["add", ""],
    ["shared", ""],
    ["share", ""],
    ["erase", ""],
  ])("%s reads back", (screen, id) => {
    expect(parseRoute(hrefOf(screen, id))).toMatchObject({ screen, id });
  });

  test("parameters are kept, and empty ones left out", () => {
    const href = hrefOf("data", "", { q: "Neobank & sons", page: "" });
    expect(href).toBe("#/data?q=Neobank+%26+sons");
    expect(parseRoute(href).params.get("q")).toBe("Neobank & sons");
  });

  test("sharing again names the recipient", () => {
    const href = hrefOf("share", "", { recipient: "0xAbC" });
    expect(href).toBe("#/shared/add?recipient=0xAbC");
    expect(parseRoute(href)).toMatchObject({ screen: "share" });
    expect(parseRoute(href).params.get("recipient")).toBe("0xAbC");
  });

  test.each(["", "#", "#/", "#/nowhere", "#/data/not-an-id", "#/data/add/more", `#/wallets/${ID}`])(
    "%j leads to one's data",
    (hash) => {
      expect(parseRoute(hash)).toMatchObject({ screen: "data", id: "" });
    },
  );
});

import { describe, expect, test } from "vitest";
import { router, type Screen } from "./routes.ts";

const ID = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";

describe("routes", () => {
  test.each<[Screen, string, string]>([
    ["data", "", router.href("data")],
    ["credential", ID, router.href("credential", ID)],
    ["edit", ID, router.href("edit", ID)],
    ["add", "", router.href("add")],
    ["shared", "", router.href("shared")],
    ["share", "", router.href("share")],
    ["erase", "", router.href("erase")],
  ])("%s reads back", (screen, id, href) => {
    expect(router.parse(href)).toMatchObject({ screen, id });
  });

  test("parameters are kept, and empty ones left out", () => {
    const href = router.href("data", { q: "Neobank & sons", page: "" });
    expect(href).toBe("#/data?q=Neobank+%26+sons");
    expect(router.parse(href).params.get("q")).toBe("Neobank & sons");
  });

  test("sharing again names the recipient", () => {
    const href = router.href("share", { recipient: "0xAbC" });
    expect(href).toBe("#/shared/add?recipient=0xAbC");
    expect(router.parse(href)).toMatchObject({ screen: "share" });
    expect(router.parse(href).params.get("recipient")).toBe("0xAbC");
  });

  test.each(["", "#", "#/", "#/nowhere", "#/data/not-an-id", "#/data/add/more", `#/wallets/${ID}`])(
    "%j leads to one's data",
    (hash) => {
      expect(router.parse(hash)).toMatchObject({ screen: "data", id: "" });
    },
  );
});

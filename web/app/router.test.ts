import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Router } from "./router.ts";

const ID = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";
const PATHS = {
  data: "data",
  one: "data/:id",
  edit: "data/:id/edit",
  add: "data/add",
  home: "home",
} as const;

/** A window with an address, and a history that counts its steps. */
function openWindow(hash: string) {
  const page = new EventTarget();
  const address = { hash };
  vi.stubGlobal("location", {
    get hash() {
      return address.hash;
    },
    set hash(next: string) {
      address.hash = next;
      page.dispatchEvent(new Event("hashchange"));
    },
  });
  vi.stubGlobal("history", {
    state: null,
    replaceState: (_state: unknown, _title: string, next: string) => {
      address.hash = next;
    },
  });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("an address", () => {
  const router = new Router(PATHS, "home");

  test.each([
    [router.href("data"), "data", ""],
    [router.href("one", ID), "one", ID],
    [router.href("edit", ID), "edit", ID],
    [router.href("add"), "add", ""],
    ["#/data/", "data", ""],
    ["", "home", ""],
    ["#", "home", ""],
    ["#/", "home", ""],
    ["#/nowhere", "home", ""],
    ["#/data/not-an-id", "home", ""],
    ["#/data/add/more", "home", ""],
    [`#/home/${ID}`, "home", ""],
  ])("%s leads to %s", (hash, screen, id) => {
    expect(router.parse(hash)).toMatchObject({ screen, id });
  });

  test("keeps parameters, and leaves empty ones out", () => {
    const href = router.href("data", { q: "Zoë & sons", page: "" });
    expect(href).toBe("#/data?q=Zo%C3%AB+%26+sons");
    expect(router.parse(href).params.get("q")).toBe("Zoë & sons");
    expect(router.href("one", ID, { tab: "2" })).toBe(`#/data/${ID}?tab=2`);
  });
});

describe("a page", () => {
  beforeEach(() => openWindow(`#/data/${ID}`));

  test("shows what its address names, for as long as it follows", () => {
    const router = new Router(PATHS, "home");
    expect(router.route.value).toMatchObject({ screen: "one", id: ID });
    location.hash = "#/data";
    const stop = router.follow();
    expect(router.route.value.screen).toBe("data");
    router.go("add");
    expect(router.route.value.screen).toBe("add");
    stop();
    router.go("home");
    expect(router.route.value.screen).toBe("add");
  });

  test("changes parameters and keeps the others", () => {
    const router = new Router(PATHS, "home");
    router.adjust({ q: "a", page: "2" });
    router.adjust({ page: "" });
    expect(location.hash).toBe(`#/data/${ID}?q=a`);
    expect(Object.fromEntries(router.route.value.params)).toEqual({ q: "a" });
  });
});

import { afterEach, expect, test, vi } from "vitest";
import { Views } from "./views.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A window at an address, with a history of its own. */
function openWindow(...steps: [string, ...string[]]) {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("location", {
    get href() {
      return steps.at(-1);
    },
    get search() {
      return new URL(steps.at(-1) ?? "").search;
    },
  });
  vi.stubGlobal("history", { pushState: (_: null, __: string, next: URL) => steps.push(next.href) });
  const back = () => {
    steps.pop();
    page.dispatchEvent(new Event("popstate"));
  };
  return { steps, back };
}

test.each([
  ["http://bank.example/", "home"],
  ["http://bank.example/?view=open&lang=de", "open"],
  ["http://bank.example/?view=elsewhere", "home"],
])("%s shows %s", (address, view) => {
  openWindow(address);
  expect(new Views("home", "open").current.value).toBe(view);
});

test("a view has an address, to which the way back leads", () => {
  const { steps, back } = openWindow("http://bank.example/?lang=de");
  const views = new Views("home", "open");
  views.go("open");
  expect([views.current.value, steps.at(-1)]).toEqual(["open", "http://bank.example/?lang=de&view=open"]);
  views.go("home");
  expect([views.current.value, steps.at(-1)]).toEqual(["home", "http://bank.example/?lang=de"]);
  back();
  expect(views.current.value).toBe("open");
});

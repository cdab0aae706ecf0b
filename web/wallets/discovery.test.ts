/** Announcements as wallets, and others, make them. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type DiscoveredWallet, discoverWallets, INJECTED } from "./discovery.ts";

const INFO = {
  uuid: "350670db-19fa-4704-a166-e52e178b59d2",
  name: "Wallet",
  icon: "data:image/png;base64,AA==",
  rdns: "com.example",
};
const provider = () => ({ request: async () => null });

let page: EventTarget;
let found: readonly DiscoveredWallet[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  found = [];
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
  stop = discoverWallets((wallets) => {
    found = wallets;
  });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function announce(info: unknown, from: unknown = provider()): void {
  page.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider: from } }));
}

test.each([
  [
    "data:image/svg+xml,\n<svg xmlns='http://www.w3.org/2000/svg'>\n</svg>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'></svg>",
  ],
  ["\n data:image/png;base64,AA\r\n==\n", "data:image/png;base64,AA=="],
  [
    "data:image/svg+xml;utf8,<svg><script>alert(1)</script></svg>",
    "data:image/svg+xml;utf8,<svg><script>alert(1)</script></svg>",
  ],
])("the icon %j is shown as browsers read it", (icon, shown) => {
  announce({ ...INFO, icon });
  expect(found[0]?.icon).toBe(shown);
});

test.each([
  "https://tracker.example/icon.png",
  "data:text/html,<script>",
  "javascript:alert(1)",
  "data:image/x-icon;base64,AA==",
  `data:image/png;base64,${"A".repeat(300_000)}`,
  "",
  7,
  undefined,
])("a wallet with the icon %.40j is listed with a plain one", (icon) => {
  announce({ ...INFO, icon });
  expect(found[0]).toMatchObject({ name: "Wallet", icon: expect.stringMatching(/^data:image\/svg\+xml,/) });
});

test.each([
  ["  Two\n\tlines ", "Two lines"],
  ["Wal\u202elet\u0000", "Wal let"],
  ["x".repeat(10_000), "x".repeat(64)],
  [`${"x".repeat(63)}😀`, "x".repeat(63)],
  [`Z${"\u0301".repeat(50)}algo`, "Z\u0301\u0301 algo"],
  ["", "com.example"],
  ["\u200b", "com.example"],
  [undefined, "com.example"],
  [{}, "com.example"],
])("the name %.40j is shown as %j", (name, shown) => {
  announce({ ...INFO, name });
  expect(found[0]?.name).toBe(shown);
});

test.each(["1", "", undefined, 7, "350670db-19fa-1704-a166-e52e178b59d2"])(
  "a wallet with the uuid %j is listed",
  (uuid) => {
    announce({ ...INFO, uuid });
    expect(found[0]?.uuid).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("a wallet that says nothing of itself has some name", () => {
  announce({});
  expect(found[0]).toMatchObject({ name: "Wallet", rdns: "unknown" });
});

test("one wallet that announces itself again is one", () => {
  const known = provider();
  announce(INFO, known);
  announce(INFO, known);
  announce({ ...INFO, uuid: "11111111-1111-4111-8111-111111111111" }, known);
  announce(INFO); // some make a new provider each time
  expect(found).toHaveLength(1);
});

test("several wallets with one uuid are all listed, each under another", () => {
  announce(INFO);
  announce({ ...INFO, name: "Another" });
  announce({ ...INFO, rdns: "com.another" });
  expect(found.map(({ name }) => name)).toEqual(["Wallet", "Another", "Wallet"]);
  expect(new Set(found.map(({ uuid }) => uuid)).size).toBe(3);
});

test.each([null, "x", 7])("an announcement that says %j is none", (info) => {
  announce(info);
  expect(found).toEqual([]);
});

test.each([null, {}, { request: 7 }])("what has the provider %j cannot be asked", (from) => {
  announce(INFO, from);
  expect(found).toEqual([]);
});

test("traps in an announcement are passed over", () => {
  const trap = {
    get name() {
      throw new Error("trap");
    },
  };
  announce(trap);
  page.dispatchEvent(new CustomEvent("eip6963:announceProvider"));
  page.dispatchEvent(new Event("eip6963:announceProvider"));
  expect(found).toEqual([]);
});

test("a page full of announcements lists so many", () => {
  for (let number = 0; number < 100; number++) announce({ ...INFO, name: `Wallet ${number}` });
  expect(found).toHaveLength(32);
});

test("where no wallet announces itself, that of the browser is offered", () => {
  const ethereum = provider();
  vi.stubGlobal("ethereum", ethereum);
  vi.advanceTimersByTime(400);
  expect(found).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(found).toMatchObject([{ name: "Wallet of this browser", rdns: INJECTED, provider: ethereum }]);
});

test("one that comes late is offered as soon as it says so", () => {
  vi.advanceTimersByTime(1_000);
  vi.stubGlobal("ethereum", provider());
  page.dispatchEvent(new Event("ethereum#initialized"));
  expect(found).toMatchObject([{ rdns: INJECTED }]);
});

test("it is a last resort: it goes when a wallet announces itself, and does not come beside one", () => {
  vi.stubGlobal("ethereum", provider());
  vi.advanceTimersByTime(1_000);
  announce(INFO);
  expect(found).toMatchObject([{ rdns: "com.example" }]);
  page.dispatchEvent(new Event("ethereum#initialized"));
  expect(found).toMatchObject([{ rdns: "com.example" }]);
});

test.each([7, null, {}])("%j in its place is no wallet", (ethereum) => {
  vi.stubGlobal("ethereum", ethereum);
  vi.advanceTimersByTime(1_000);
  expect(found).toEqual([]);
});

test("nothing is told any more once the search has ended", () => {
  vi.stubGlobal("ethereum", provider());
  stop();
  announce(INFO);
  vi.advanceTimersByTime(1_000);
  expect(found).toEqual([]);
});

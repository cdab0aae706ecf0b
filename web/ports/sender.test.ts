import { expect, test } from "vitest";
import { greeted } from "./handshake.ts";
import { EmbeddingPage, listen, pageAt } from "./sender.ts";

const APP = "https://app.example";
const TOP = "https://top.example";

interface Sent {
  source?: unknown;
  origin?: string;
  data?: unknown;
  ports?: unknown[];
}

/** A framed window; `post` is what the browser does with a message to it, from its parent unless said otherwise. */
function framed(ancestors?: string[]) {
  const parent = { posted: [] as unknown[][], postMessage: (...sent: unknown[]) => parent.posted.push(sent) };
  const own = Object.assign(new EventTarget(), {
    parent,
    location: { ...(ancestors && { ancestorOrigins: ancestors }) },
  });
  const post = (sent: Sent = {}) => {
    const event = new Event("message");
    own.dispatchEvent(
      Object.assign(event, { source: parent, origin: APP, data: "text", ports: [], ...sent }),
    );
  };
  return { own: own as unknown as Window, parent, post };
}

const anyText = (message: unknown) => (typeof message === "string" ? message : null);

test("a page is heard by its window and its origin, both of which the browser says", () => {
  const { own, parent, post } = framed();
  const heard: string[] = [];
  const stop = listen(
    own,
    pageAt(() => parent as unknown as Window, APP),
    anyText,
    (text) => heard.push(text),
  );
  post({ data: "heard" });
  post({ source: {} });
  post({ source: null });
  post({ origin: "https://app.example.evil.example" });
  post({ origin: "null" });
  post({ data: { malformed: true } });
  expect(heard).toEqual(["heard"]);
  stop();
  post();
  expect(heard).toHaveLength(1);
});

test("a window that is gone is nobody, and so is a message of nobody", () => {
  const { own, post } = framed();
  const heard: string[] = [];
  listen(
    own,
    pageAt(() => null, APP),
    anyText,
    (text) => heard.push(text),
  );
  post({ source: null });
  post();
  expect(heard).toEqual([]);
});

test("the first message of the embedding page pins its origin", () => {
  const { own, parent, post } = framed();
  const page = new EmbeddingPage(own);
  const heard: string[] = [];
  listen(own, page, anyText, (text) => heard.push(text));
  page.post("too early");
  post({ source: {}, origin: "https://stranger.example" });
  post({ origin: "null" });
  post({ origin: "https://malformed.example", data: 7 });
  expect(page.origin).toBeNull();
  post({ data: "first" });
  post({ origin: "https://other.example", data: "another origin" });
  post({ data: "second" });
  expect([heard, page.origin]).toEqual([["first", "second"], APP]);
  page.post("late");
  expect(parent.posted).toEqual([["late", APP]]);
});

test("the nearest ancestor that the browser lists must be the one that speaks", () => {
  const { own, post } = framed([APP, TOP]);
  const page = new EmbeddingPage(own);
  const heard: string[] = [];
  listen(own, page, anyText, (text) => heard.push(text));
  post({ origin: TOP });
  expect(page.origin).toBeNull();
  post();
  expect([heard, page.origin, page.top]).toEqual([["text"], APP, TOP]);
});

test.each([
  ["it is the only one", [APP]],
  ["the browser lists none", undefined],
  ["all are of one origin", [APP, APP]],
])("no other site is around the embedding page when %s", (_, ancestors) => {
  const { own, post } = framed(ancestors);
  const page = new EmbeddingPage(own);
  listen(own, page, anyText, () => {});
  post();
  expect([page.origin, page.top]).toEqual([APP, null]);
});

test("a greeting is the parent's first message of its type that carries a port", async () => {
  const { own, post } = framed([APP]);
  const greeting = greeted(own, "hello");
  const hello = (name: string, more: Sent = {}) => post({ data: { type: "hello" }, ports: [name], ...more });
  hello("of a stranger", { source: {} });
  hello("of another origin", { origin: "https://other.example" });
  hello("of an opaque origin", { origin: "null" });
  hello("of another type", { data: { type: "other" } });
  for (const data of [null, 7, "hello", {}]) post({ data, ports: ["malformed"] });
  post({ data: { type: "hello" } });
  hello("first");
  hello("second");
  expect(await greeting).toEqual({ origin: APP, port: "first" });
});

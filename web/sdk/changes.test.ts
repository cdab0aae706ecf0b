import { memoryStore } from "idos-core/testing/store";
import { beforeEach, expect, test, vi } from "vitest";
import { TOPICS, type Topic } from "./changes.ts";
import { Session } from "./session.ts";
import { type Answer, fault, KEY, NODE, OPEN, scripted } from "./testing/scripted.ts";

const PATH = "/api/v1/changes";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** A response whose body is what the test writes. */
function stream(): { response: Response; write: (text: string) => void; end: () => void } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
  });
  return {
    response: new Response(body),
    write: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
  };
}

function watching(script: Parameters<typeof scripted>[0]) {
  const asked = scripted({ ...OPEN, ...script });
  const store = memoryStore();
  store.set(`idos-session ${NODE} ed25519 ${KEY.identifier}`, '{"token":"t"}');
  const session = new Session(NODE, KEY, { store, signReads: true });
  const changes: (readonly Topic[])[] = [];
  const reachable: boolean[] = [];
  const controller = new AbortController();
  const done = session.watch(
    (topics) => changes.push(topics),
    controller.signal,
    (isReachable) => reachable.push(isReachable),
  );
  done.catch(() => undefined);
  return { asked, session, changes, reachable, done, stop: () => controller.abort() };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test("changes are told as they come, whatever the pieces they come in", async () => {
  const { response, write } = stream();
  const { changes, reachable, asked, done, stop } = watching({ [PATH]: response });
  await pass(10);
  expect([changes, reachable]).toEqual([[TOPICS], [true]]);
  expect(asked.at(-1)?.headers.get("authorization")).toBe("Bearer t");
  for (const piece of [
    ":\nid: 4\n\nid: 5\nevent: cha",
    'nge\ndata: {"height":5,"topics":["wal',
    'lets","new"]}\n',
    "\n",
  ]) {
    write(piece);
    await pass(1);
  }
  expect(changes.slice(1)).toEqual([["wallets"]]);
  write('event: resync\ndata: {"height":6}\n\n');
  await pass(1);
  expect(changes.at(-1)).toEqual(TOPICS);
  stop();
  await expect(done).resolves.toBeUndefined();
  expect(reachable).toEqual([true]);
});

test("after an interruption it goes on where it ended", async () => {
  const first = stream();
  const second = stream();
  const { changes, reachable, asked, stop } = watching({
    [PATH]: (_, times) => [first.response, new TypeError("down"), second.response][times - 1] as Answer,
  });
  await pass(10);
  first.write("id: 41\n\n");
  await pass(1);
  first.end();
  await pass(5_000);
  expect(asked.at(-1)?.headers.get("last-event-id")).toBe("41");
  expect(reachable).toEqual([true, false, true]);
  expect(changes).toEqual([TOPICS]);
  stop();
});

test("an interruption before the first sign of life may have hidden anything", async () => {
  const streams = [stream(), stream()];
  const { changes, stop } = watching({ [PATH]: (_, times) => streams[times - 1]?.response as Answer });
  await pass(10);
  streams[0]?.end();
  await pass(1_000);
  expect(changes).toEqual([TOPICS, TOPICS]);
  stop();
});

test("a stream that falls silent is opened again", async () => {
  const streams = [stream(), stream()];
  const { asked, stop } = watching({ [PATH]: (_, times) => streams[times - 1]?.response as Answer });
  const opened = () => asked.filter(({ method }) => method === PATH).length;
  await pass(44_000);
  streams[0]?.write(":\n\n");
  await pass(44_000);
  expect(opened()).toBe(1);
  await pass(2_000);
  expect(opened()).toBe(2);
  stop();
});

test.each([404, 429, 503])(
  "a node without a stream for the caller (%i) is asked for its height",
  async (status) => {
    let height = 7;
    const { changes, stop, done } = watching({
      [PATH]: new Response("no", { status }),
      "user.chain_info": () => ({ result: { chain_id: "c", block_height: height, gas: false } }),
    });
    await pass(11_000);
    expect(changes).toEqual([TOPICS]);
    height = 8;
    await pass(5_000);
    expect(changes).toEqual([TOPICS, TOPICS]);
    stop();
    await expect(done).resolves.toBeUndefined();
  },
);

test("where each call is signed, the height is asked for at once", async () => {
  const { asked, changes, stop } = watching({ "user.health": { result: { mode: "private" } } });
  await pass(10);
  expect(changes).toEqual([TOPICS]);
  expect(asked.map(({ method }) => method)).not.toContain(PATH);
  stop();
});

test("the end of the session ends the watching", async () => {
  const { done, session } = watching({ [PATH]: new Response("no", { status: 401 }) });
  await pass(10);
  await expect(done).rejects.toMatchObject({ code: "signed_out" });
  expect(session.isSignedIn).toBe(false);
});

test("nobody watches without a session", async () => {
  scripted(OPEN);
  const session = new Session(NODE, KEY, { store: memoryStore() });
  const watched = session.watch(() => undefined, new AbortController().signal);
  await expect(watched).rejects.toMatchObject({ code: "signed_out" });
});

test("a node that is away is tried again, ever more slowly", async () => {
  const { asked, reachable, stop } = watching({ [PATH]: () => new TypeError("down") });
  await pass(60_000);
  expect(reachable).toEqual([false]);
  const tries = asked.filter(({ method }) => method === PATH).length;
  expect(tries).toBeGreaterThan(7);
  expect(tries).toBeLessThan(12);
  stop();
});

test("a node that is back is trusted to be back soon the next time", async () => {
  const { response, end } = stream();
  const { asked, stop } = watching({
    [PATH]: (_, times) => (times < 6 ? new TypeError("down") : times === 6 ? response : stream().response),
  });
  await pass(20_000);
  end();
  await pass(600);
  expect(asked.filter(({ method }) => method === PATH)).toHaveLength(7);
  stop();
});

test.each([
  ["is not JSON", "event: change\ndata: {\n\n"],
  ["has no topics", "event: change\ndata: {}\n\n"],
  ["has no end", "x".repeat(70_000)],
  ["has data without end", `data: ${"x".repeat(70_000)}`],
  ["goes on through comments", `data: ${"x".repeat(1_000)}\n:\n`.repeat(70)],
  ["has a field too many", "other: x\n".repeat(10_000)],
])("an event that %s breaks the connection, not the page", async (_, text) => {
  const streams = [stream(), stream()];
  const { reachable, stop } = watching({ [PATH]: (_, times) => streams[times - 1]?.response as Answer });
  await pass(10);
  streams[0]?.write(text);
  await pass(2_000);
  expect(reachable).toEqual([true, false, true]);
  stop();
});

test("a node without room for a stream is asked for one again after a minute", async () => {
  const { asked, reachable, stop } = watching({
    [PATH]: (_, times) => (times === 1 ? new Response("", { status: 503 }) : stream().response),
    "user.chain_info": { result: { chain_id: "c", block_height: 7, gas: false } },
  });
  const tries = () => asked.filter(({ method }) => method === PATH).length;
  await pass(50_000);
  expect(tries()).toBe(1);
  await pass(20_000);
  expect(tries()).toBe(2);
  expect(reachable).toEqual([true]);
  stop();
});

test("a node that fails now is asked later", async () => {
  const { reachable, stop } = watching({
    [PATH]: (_, times) => (times === 1 ? new Response("", { status: 502 }) : stream().response),
  });
  await pass(2_000);
  expect(reachable).toEqual([false, true]);
  stop();
});

test("an error of the page's own is not taken for the node's", async () => {
  const { response } = stream();
  scripted({ ...OPEN, [PATH]: response });
  const store = memoryStore();
  store.set(`idos-session ${NODE} ed25519 ${KEY.identifier}`, '{"token":"t"}');
  const fails = () => {
    throw new RangeError("mine");
  };
  const watched = new Session(NODE, KEY, { store }).watch(fails, new AbortController().signal);
  await expect(watched).rejects.toThrow(RangeError);
});

test.each(["\n", "\r\n", "\r"])("lines may end with %j, and data may have several", async (end) => {
  const { response, write } = stream();
  const { changes, stop } = watching({ [PATH]: response });
  await pass(10);
  const lines = [
    "event:change",
    "data: {",
    'data: "topics":["wallets"]}',
    "",
    ": comment",
    "",
    "id: 3",
    "",
    "",
  ];
  for (const character of lines.join(end)) write(character);
  write("event: nothing");
  await pass(1);
  expect(changes).toEqual([TOPICS, ["wallets"]]);
  stop();
});

test("what a stream says beside its events is passed over", async () => {
  const { response, write } = stream();
  const { changes, reachable, stop } = watching({ [PATH]: response });
  await pass(10);
  write('retry: soon\nunknown\nevent: other\ndata: {\n\ndata: {"topics":["wallets"]}\n\n');
  await pass(1);
  expect([changes, reachable]).toEqual([[TOPICS], [true]]);
  stop();
});

test("a fault is not a stream", async () => {
  const { reachable, stop } = watching({ [PATH]: fault(-32603) });
  await pass(10);
  expect(reachable).toEqual([true]);
  stop();
});

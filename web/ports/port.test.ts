import { IdosError } from "idos-core/errors";
import { anything, text } from "idos-core/shape";
import { afterEach, expect, test } from "vitest";
import { type Handlers, request } from "./messages.ts";
import { Port } from "./port.ts";

const OUT = {
  requests: {
    any: request(anything, text, 5_000),
    next: request(anything, text, 5_000),
    slow: request(anything, text, 5),
  },
  events: { said: text },
};
const IN = {
  requests: {
    echo: request(anything, anything, 0),
    fail: request(anything, anything, 0),
    never: request(anything, anything, 0),
    strict: request(text, anything, 0),
  },
  events: { good: text },
};
const HANDLERS: Handlers<typeof IN> = {
  requests: {
    echo: async (args) => args,
    fail: async () => {
      throw new Error("secret");
    },
    never: () => new Promise<never>(() => {}),
    strict: (given) => given,
  },
  events: { good: () => {} },
};

const open: { close(): void }[] = [];

afterEach(() => {
  for (const end of open.splice(0)) end.close();
});

/** A port, and the other side's bare end. */
function pair(events = HANDLERS.events) {
  const { port1, port2 } = new MessageChannel();
  const side = new Port(port1, { out: OUT, in: IN }, { ...HANDLERS, events });
  open.push(side, port2);
  const next = () => new Promise<unknown>((resolve) => (port2.onmessage = ({ data }) => resolve(data)));
  return { side, port: port2, next };
}

test("a request is answered with its id", async () => {
  const { port, next } = pair();
  port.postMessage({ id: 7, method: "echo", args: ["a"] });
  expect(await next()).toEqual({ id: 7, result: ["a"] });
});

test.each(["__proto__", "toString", "constructor", "other"])("%s is no request", async (method) => {
  const { port, next } = pair();
  port.postMessage({ id: 1, method });
  expect(await next()).toMatchObject({ error: { code: "unknown_method" } });
});

test("what fails inside tells nothing of it", async () => {
  const { port, next } = pair();
  port.postMessage({ id: 1, method: "fail" });
  const reply = await next();
  expect(reply).toMatchObject({ error: { code: "internal" } });
  expect(JSON.stringify(reply)).not.toContain("secret");
});

test("an answer is read by its shape, and of a refusal only the code is taken", async () => {
  const { side, port } = pair();
  const answers: object[] = [
    { result: "yes" },
    { result: 1 },
    { error: { code: "declined", message: "<b>" } },
    { error: { code: "Not a code" } },
    { error: null },
  ];
  port.onmessage = ({ data }) => port.postMessage({ id: data.id, ...answers.shift() });
  const ask = () => side.call("any", null).catch((error: IdosError) => error.code);
  expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual([
    "yes",
    "invalid",
    "declined",
    "internal",
    "internal",
  ]);
});

test("who does not answer is not waited for, and a late answer changes nothing", async () => {
  const { side, port, next } = pair();
  const asked = next();
  await expect(side.call("slow", null)).rejects.toMatchObject({ code: "timeout" });
  const { id } = (await asked) as { id: number };
  port.postMessage({ id, result: "late" });
  const answered = side.call("next", null);
  const second = (await next()) as { id: number };
  port.postMessage({ id: second.id, result: "in time" });
  expect(await answered).toBe("in time");
});

test("closing refuses what waits", async () => {
  const { side } = pair();
  const waiting = side.call("any", null);
  side.close();
  await expect(waiting).rejects.toMatchObject({ code: "closed" });
});

test("not more than 32 requests wait, in either direction", async () => {
  const { side, port, next } = pair();
  const waiting = Array.from({ length: 32 }, () => side.call("any", null).catch(() => {}));
  await expect(side.call("any", null)).rejects.toMatchObject({ code: "busy" });
  const replies: unknown[] = [];
  await next();
  await new Promise<void>((resolve) => {
    port.onmessage = ({ data }) => {
      if ("method" in data) return;
      replies.push(data);
      resolve();
    };
    for (let id = 0; id < 33; id += 1) port.postMessage({ id, method: "never" });
  });
  expect(replies).toEqual([{ id: 32, error: { code: "busy", message: expect.any(String) } }]);
  side.close();
  await Promise.all(waiting);
});

test("what is no message, or a malformed event, is passed over", async () => {
  const heard: unknown[] = [];
  const { port, next } = pair({ good: (data) => heard.push(data) });
  const strange = [null, 1, "text", [], {}, { id: "1", method: "echo" }, { id: 1.5 }, { notice: 1 }];
  for (const message of strange) port.postMessage(message);
  for (const data of [{}, "well"]) port.postMessage({ notice: "good", data });
  port.postMessage({ notice: "toString", data: 1 });
  port.postMessage({ id: 9, method: "echo", args: 1 });
  expect(await next()).toEqual({ id: 9, result: 1 });
  expect(heard).toEqual(["well"]);
});

test("arguments are read by the shape of their request", async () => {
  const { port, next } = pair();
  port.postMessage({ id: 1, method: "strict", args: 7 });
  expect(await next()).toMatchObject({ id: 1, error: { code: "invalid" } });
  port.postMessage({ id: 1, method: "strict", args: "text" });
  expect(await next()).toEqual({ id: 1, result: "text" });
});

test("a request with an id that is being served is passed over", async () => {
  const { port, next } = pair();
  port.postMessage({ id: 1, method: "never" });
  port.postMessage({ id: 1, method: "echo", args: "first" });
  port.postMessage({ id: 2, method: "echo", args: "second" });
  expect(await next()).toEqual({ id: 2, result: "second" });
});

test("of two answers to one request the first counts", async () => {
  const { side, port, next } = pair();
  const answered = side.call("any", null);
  const { id } = (await next()) as { id: number };
  for (const result of ["first", "second"]) port.postMessage({ id, result });
  expect(await answered).toBe("first");
});

test("who no longer wants an answer gets none", async () => {
  const { side } = pair();
  const over = new AbortController();
  const waiting = side.call("any", null, over.signal);
  over.abort(new IdosError("superseded", "Another is asked."));
  await expect(waiting).rejects.toMatchObject({ code: "superseded" });
  await expect(side.call("any", null, over.signal)).rejects.toMatchObject({ code: "superseded" });
});

test("what cannot be posted is refused, and does not wait", async () => {
  const { side, port } = pair();
  for (let number = 0; number < 40; number += 1) {
    await expect(side.call("any", () => {})).rejects.toThrow();
  }
  port.onmessage = ({ data }) => port.postMessage({ id: data.id, result: "yes" });
  expect(await side.call("any", null)).toBe("yes");
});

test("a port that is closed says and hears nothing", async () => {
  const heard: unknown[] = [];
  const { side, port } = pair({ good: (data) => heard.push(data) });
  side.close();
  side.tell("said", "text");
  port.postMessage({ notice: "good", data: "text" });
  await expect(side.call("any", null)).rejects.toMatchObject({ code: "closed" });
  expect(heard).toEqual([]);
});

test("two sides of a broadcast channel answer each other", async () => {
  const nobody = { requests: {}, events: {} };
  const out = { requests: { echo: request(anything, text, 5_000) }, events: {} };
  const asking = new Port(new BroadcastChannel("a name"), { out, in: nobody }, nobody);
  const asked = new Port(new BroadcastChannel("a name"), { out: OUT, in: IN }, HANDLERS);
  open.push(asking, asked);
  expect(await asking.call("echo", "text")).toBe("text");
});

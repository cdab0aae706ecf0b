import { IdosError } from "idos-core/errors";
import { text } from "idos-sdk/wire";
import { afterEach, expect, test } from "vitest";
import { Channel, type Handlers } from "./channel.ts";

const open: { close(): void }[] = [];

afterEach(() => {
  for (const end of open.splice(0)) end.close();
});

/** A channel, and the other side's bare port. */
function pair(handlers: Partial<Handlers> = {}) {
  const { port1, port2 } = new MessageChannel();
  const channel = new Channel(port1, { methods: {}, notices: {}, ...handlers });
  open.push(channel, port2);
  const next = () => new Promise<unknown>((resolve) => (port2.onmessage = ({ data }) => resolve(data)));
  return { channel, port: port2, next };
}

const echo = { methods: { echo: async (args: unknown) => args } };

test("a request is answered with its id", async () => {
  const { port, next } = pair(echo);
  port.postMessage({ id: 7, method: "echo", args: ["a"] });
  expect(await next()).toEqual({ id: 7, result: ["a"] });
});

test.each(["__proto__", "toString", "constructor", "other"])("%s is no request", async (method) => {
  const { port, next } = pair(echo);
  port.postMessage({ id: 1, method });
  expect(await next()).toMatchObject({ error: { code: "unknown_method" } });
});

test("what fails inside tells nothing of it", async () => {
  const fail = async () => {
    throw new Error("secret");
  };
  const { port, next } = pair({ methods: { fail } });
  port.postMessage({ id: 1, method: "fail" });
  const reply = await next();
  expect(reply).toMatchObject({ error: { code: "internal" } });
  expect(JSON.stringify(reply)).not.toContain("secret");
});

test("an answer is read by its shape, and of a refusal only the code is taken", async () => {
  const { channel, port } = pair();
  const answers: object[] = [
    { result: "yes" },
    { result: 1 },
    { error: { code: "declined", message: "<b>" } },
    { error: { code: "Not a code" } },
    { error: null },
  ];
  port.onmessage = ({ data }) => port.postMessage({ id: data.id, ...answers.shift() });
  const ask = () => channel.call("any", null, text, 5_000).catch((error: IdosError) => error.code);
  expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual([
    "yes",
    "invalid",
    "declined",
    "internal",
    "internal",
  ]);
});

test("who does not answer is not waited for, and a late answer changes nothing", async () => {
  const { channel, port, next } = pair();
  const asked = next();
  await expect(channel.call("slow", null, text, 5)).rejects.toMatchObject({ code: "timeout" });
  const { id } = (await asked) as { id: number };
  port.postMessage({ id, result: "late" });
  const answered = channel.call("next", null, text, 5_000);
  const second = (await next()) as { id: number };
  port.postMessage({ id: second.id, result: "in time" });
  expect(await answered).toBe("in time");
});

test("closing refuses what waits", async () => {
  const { channel } = pair();
  const waiting = channel.call("any", null, text, 5_000);
  channel.close();
  await expect(waiting).rejects.toMatchObject({ code: "closed" });
});

test("not more than 32 requests wait, in either direction", async () => {
  const never = () => new Promise<never>(() => {});
  const { channel, port, next } = pair({ methods: { never } });
  const waiting = Array.from({ length: 32 }, () => channel.call("any", null, text, 5_000).catch(() => {}));
  await expect(channel.call("any", null, text, 5_000)).rejects.toMatchObject({ code: "busy" });
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
  channel.close();
  await Promise.all(waiting);
});

test("what is no message, or a malformed notice, is passed over", async () => {
  const heard: unknown[] = [];
  const notices = {
    good: (data: unknown) => {
      if (data === "bad") throw new IdosError("invalid", "malformed");
      heard.push(data);
    },
  };
  const { port, next } = pair({ ...echo, notices });
  const strange = [null, 1, "text", [], {}, { id: "1", method: "echo" }, { id: 1.5 }, { notice: 1 }];
  for (const message of strange) port.postMessage(message);
  for (const data of ["bad", "well"]) port.postMessage({ notice: "good", data });
  port.postMessage({ notice: "toString", data: 1 });
  port.postMessage({ id: 9, method: "echo", args: 1 });
  expect(await next()).toEqual({ id: 9, result: 1 });
  expect(heard).toEqual(["well"]);
});

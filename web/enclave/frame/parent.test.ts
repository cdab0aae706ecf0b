import { IdosError } from "idos-core/errors";
import { afterEach, expect, test } from "vitest";
import { Parent, type Request } from "./parent.ts";

const APP = "https://app.example";
const open: MessagePort[] = [];

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** The framed page, with a parent that can post to it and a way to answer. */
function framed(answer: (request: Request) => Promise<unknown> = async ({ args }) => args) {
  const parent = { posted: [] as unknown[][], postMessage: (...sent: unknown[]) => parent.posted.push(sent) };
  const own = Object.assign(new EventTarget(), { parent, location: {} });
  const page = new Parent(own as unknown as Window, answer);
  page.listen();
  const post = (data: unknown, from: { source?: unknown; origin?: string } = {}) => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    const event = new Event("message");
    own.dispatchEvent(Object.assign(event, { data, ports: [port2], source: parent, origin: APP, ...from }));
    return new Promise<Record<string, unknown>>((resolve) => {
      port1.onmessage = (reply) => resolve(reply.data);
    });
  };
  return { page, parent, post };
}

test("an official request is answered on its port, with the version of the messages", async () => {
  const { post } = framed();
  expect(await post({ method: "load", data: [1] })).toEqual({ result: [1], version: 1 });
});

test("what a newer peer adds is repeated", async () => {
  const { post } = framed();
  expect(await post({ method: "load", id: 7, timeout: 50 })).toEqual({ result: [], version: 1, id: 7 });
});

test("a refusal has its code beside the error and in its cause", async () => {
  const { post } = framed(async () => {
    throw new IdosError("declined", "No.");
  });
  const { error, code } = await post({ method: "confirm" });
  expect([code, (error as Error).message, (error as Error).cause]).toEqual([
    "declined",
    "No.",
    { code: "declined" },
  ]);
});

test("requests that their page does not show are told from those that it shows", async () => {
  const { post } = framed(async ({ isShown }) => isShown);
  const shown = async (request: object) => (await post(request)).result;
  expect(await shown({ method: "confirm" })).toBe(true);
  expect(await shown({ method: "decrypt" })).toBe(false);
  expect(await shown({ method: "decrypt", id: 1 })).toBe(true);
});

test("a request ends with its time, and no more than 64 wait", async () => {
  const { post } = framed(() => new Promise(() => {}));
  expect(await post({ method: "load", timeout: 5 })).toMatchObject({ code: "timeout" });
  for (let number = 0; number < 64; number += 1) void post({ method: "load" });
  expect(await post({ method: "load" })).toMatchObject({ code: "busy" });
});

test("nobody but the parent is heard or spoken to, and at one origin", async () => {
  const asked: string[] = [];
  const { page, parent, post } = framed(async ({ method }) => asked.push(method));
  page.notify({ type: "idOS:interaction", payload: { needed: true } });
  void post({ method: "stranger" }, { source: {} });
  void post({ method: "opaque" }, { origin: "null" });
  for (const data of [null, "load", {}, { method: 7 }]) void post(data, { origin: "https://evil.example" });
  await post({ method: "first" });
  void post({ method: "other origin" }, { origin: "https://other.example" });
  page.notify({ type: "idOS:interaction", payload: { needed: true } });
  expect(asked).toEqual(["first"]);
  expect(parent.posted).toEqual([[{ type: "idOS:interaction", payload: { needed: true } }, APP]]);
});

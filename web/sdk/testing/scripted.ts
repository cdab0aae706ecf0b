/** A node whose answers a test writes: it stands in for `fetch`. */

import { fromHex } from "idos-core/bytes";
import { onTestFinished, vi } from "vitest";
import { ServerKey } from "../signer.ts";

export interface Asked {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly headers: Headers;
  readonly credentials: RequestCredentials | undefined;
}

/** A result, a fault, a whole response, or what `fetch` throws. */
export type Answer = { result: object } | { error: object } | Response | Error;
type Script = Record<string, Answer | ((asked: Asked, times: number) => Answer | Promise<Answer>)>;

export const NODE = "http://node.example";
export const KEY = new ServerKey(fromHex("07".repeat(32)));

/** What every conversation begins with. */
export const OPEN: Script = {
  "user.health": { result: { mode: "open" } },
  "user.chain_info": { result: { chain_id: "vector-chain", block_height: 7, gas: false } },
  "user.account": { result: { balance: "0", nonce: 4 } },
};

/** Answer by method, until the test ends. Gives the list of what was asked, which grows. */
export function scripted(script: Script): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, request: RequestInit = {}) => {
    const body =
      typeof request.body === "object"
        ? JSON.parse(new TextDecoder().decode(request.body as Uint8Array))
        : {};
    const method: string = body.method ?? new URL(url).pathname;
    const { params } = body;
    const one: Asked = {
      method,
      params,
      headers: new Headers(request.headers),
      credentials: request.credentials,
    };
    asked.push(one);
    const answer = script[method] ?? { error: { code: -32601, message: "unknown method" } };
    const times = asked.filter((other) => other.method === method).length;
    const given = typeof answer === "function" ? await answer(one, times) : answer;
    if (given instanceof Error) throw given;
    if (given instanceof Response && request.signal) return abortable(given, request.signal);
    return given instanceof Response ? given : Response.json({ jsonrpc: "2.0", id: body.id, ...given });
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return asked;
}

/** A body that ends when the request is given up, as that of a real connection. */
function abortable(response: Response, signal: AbortSignal): Response {
  const body = response.body?.pipeThrough(new TransformStream(), { signal }) ?? null;
  return new Response(body, response);
}

export function fault(code: number, message = "no", data?: object): Answer {
  return { error: { code, message, ...(data && { data }) } };
}

/** The rows of a view. */
export function rows(...values: Record<string, unknown>[]): Answer {
  return { result: table(values) };
}

/** The result of `user.call` that has these rows. */
export function table(values: readonly Record<string, unknown>[]): object {
  const names = Object.keys(values[0] ?? {});
  const cells = values.map((value) => names.map((name) => value[name]));
  const query_result = { column_names: names, column_types: null, values: cells };
  return { query_result, logs: "", error: null };
}

/** An app's page asks its own server: JSON below `/api/`, refusals as `{code, message}`. */

import { fromUtf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { object, record, type Shape, text } from "idos-core/shape";
import { readBounded } from "idos-sdk/node";

const MAX_BYTES = 256 * 1024;
const TIMEOUT = 25_000;

const refusal = record({ code: text, message: text });

/** The answer to a question. Throws the server's refusal, or `unavailable`. */
export function ask<T>(path: string, shape: Shape<T>): Promise<T> {
  return request(path, { method: "GET" }, shape);
}

/** The answer to a change. Throws as `ask` does. */
export function send<T = unknown>(
  path: string,
  body: object,
  shape: Shape<T> = object as Shape<T>,
): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) }, shape);
}

async function request<T>(path: string, init: RequestInit, shape: Shape<T>): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw new IdosError("unavailable", "The server did not answer.");
  }
  const value = await json(response);
  if (response.ok) return shape(value);
  const { code, message } = refusal(value);
  throw new IdosError(code, message);
}

async function json(response: Response): Promise<unknown> {
  try {
    return JSON.parse(fromUtf8(await readBounded(response, MAX_BYTES)));
  } catch {
    throw new IdosError("unavailable", `The server's answer is no JSON (HTTP status ${response.status}).`);
  }
}

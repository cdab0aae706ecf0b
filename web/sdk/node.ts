/** One node: JSON-RPC over HTTP, one request a POST (docs/protocol/transport.md). */

import { concat, fromUtf8, utf8 } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import { boolean, object, optional, record, type Shape, text } from "idos-core/shape";
import { type Fault, faultError, understood } from "./faults.ts";
import { encodeArguments, type Given, type ViewName } from "./protocol/actions.ts";
import { encodeCall, NAMESPACE } from "./protocol/payloads.ts";
import { callParameters, NOBODY } from "./protocol/reads.ts";
import { refusalOf } from "./protocol/refusals.ts";
import { type ChainInfo, callResult, chainInfo } from "./protocol/results.ts";

/** For a request and the whole of its answer: more than a node waits for a commit. Milliseconds. */
const TIMEOUT = 30_000;
const MAX_REQUEST_BYTES = 6_000_000;
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** What shows a session: a token, or the browser's cookie. */
export type Access = { readonly token: string } | "cookie" | "none";

export class Node {
  /** The address without a final slash: as gateways name it in what they let clients sign. */
  readonly url: string;
  #requests = 0;

  /** Throws `invalid` for what is not an http or https address, or has a user, a query or a fragment. */
  constructor(url: string) {
    this.url = nodeUrl(url);
  }

  /**
   * Put a request, and read its result, all within `timeout` milliseconds.
   *
   * Throws the error that a fault stands for; `unreachable`, `network`, `timeout`, `http_refused` or
   * `bad_response` when there was no answer; `too_large` for a request that nodes would not take.
   */
  async ask<T>(
    shape: Shape<T>,
    method: string,
    params: Record<string, unknown> = {},
    access: Access = "none",
    timeout: number = TIMEOUT,
  ): Promise<T> {
    this.#requests += 1;
    const body = utf8(JSON.stringify({ jsonrpc: "2.0", id: this.#requests, method, params }));
    if (body.length > MAX_REQUEST_BYTES) {
      throw new IdosError(
        "too_large",
        `This is longer than the ${MAX_REQUEST_BYTES} bytes that a node takes.`,
      );
    }
    const { result, error } = await this.#post(body, access, timeout);
    if (error !== null) throw faultError(error);
    return understood(shape, result);
  }

  /** Which network this is, and how far it has come. */
  chain(): Promise<ChainInfo> {
    return this.ask(chainInfo, "user.chain_info");
  }

  /** Open a stream of events; ends with `signal`. Throws `unreachable`. */
  stream(
    path: string,
    headers: Record<string, string>,
    access: Access,
    signal: AbortSignal,
  ): Promise<Response> {
    return send(this.url + path, { headers: { ...headers, ...authorization(access) }, signal }, access);
  }

  async #post(body: Uint8Array<ArrayBuffer>, access: Access, timeout: number): Promise<Answer> {
    const response = await send(
      `${this.url}/rpc/v1`,
      {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", ...authorization(access) },
        signal: AbortSignal.timeout(timeout),
      },
      access,
    );
    const bytes = await readBounded(response);
    try {
      return answer(JSON.parse(fromUtf8(bytes)));
    } catch {
      const code = response.status >= 400 && response.status < 500 ? "http_refused" : "bad_response";
      throw new IdosError(code, `The node's answer is not JSON-RPC (HTTP status ${response.status}).`);
    }
  }
}

/** What anybody may ask a node, without a wallet. */
export interface AnonymousNode {
  chain(): Promise<ChainInfo>;
  /** Whether some profile has a wallet with this address. */
  hasProfile(address: string): Promise<boolean>;
}

export function anonymousNode(url: string): AnonymousNode {
  const node = new Node(url);
  return {
    chain: () => node.chain(),
    hasProfile: (address) => openValue(node, boolean, "has_profile", { address }),
  };
}

/** The first column of the first row of a view that is open to everybody. */
export async function openValue<T, Name extends ViewName>(
  node: Node,
  shape: Shape<T>,
  view: Name,
  ...args: Given<Name>
): Promise<T> {
  const payload = encodeCall(NAMESPACE, view, encodeArguments(view, ...args));
  const { rows, error } = await node.ask(callResult, "user.call", callParameters(payload, NOBODY));
  if (error !== null) throw refusalOf(error);
  return understood(shape, Object.values(rows[0] ?? {})[0]);
}

/** An address of a node in its one form. Throws `invalid` for anything that wallets should not sign. */
export function nodeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw invalid("A node's address starts with http:// or https://.");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalid("A node's address has no user, no query and no fragment.");
  }
  return text.replace(/\/$/, "");
}

interface Answer {
  readonly result: Record<string, unknown> | null;
  readonly error: Fault | null;
}

const fault: Shape<Fault> = record<Fault>({
  code: (value) => {
    if (!Number.isSafeInteger(value)) throw invalid("Not a code.");
    return value as number;
  },
  message: text,
  data: (value) => value,
});

const answer: Shape<Answer> = (value) => {
  const read = record<Answer>({ result: optional(object, null), error: optional(fault, null) })(value);
  if ((read.result === null) === (read.error === null)) throw invalid("Neither a result nor a fault.");
  return read;
};

function authorization(access: Access): Record<string, string> {
  return typeof access === "object" ? { Authorization: `Bearer ${access.token}` } : {};
}

async function send(url: string, request: RequestInit, access: Access): Promise<Response> {
  try {
    return await fetch(url, {
      ...request,
      credentials: access === "cookie" ? "include" : "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
  } catch (error) {
    throw failure(error, "unreachable", "The node cannot be reached.");
  }
}

/** The body piece by piece. (Not every browser iterates over streams.) */
export async function* pieces(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) yield next.value;
  } catch (error) {
    throw failure(error, "network", "The connection to the node failed.");
  } finally {
    reader?.cancel().catch(() => undefined);
  }
}

export async function readBounded(response: Response, most = MAX_RESPONSE_BYTES): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of pieces(response)) {
    size += part.length;
    if (size > most) throw new IdosError("bad_response", "The answer is too long.");
    parts.push(part);
  }
  return concat(...parts);
}

/** The browser's error as ours. Its text, which may hold what was sent, is not repeated. */
function failure(error: unknown, code: string, message: string): IdosError {
  const isLate = error instanceof DOMException && error.name === "TimeoutError";
  return isLate ? new IdosError("timeout", "The node did not answer in time.") : new IdosError(code, message);
}

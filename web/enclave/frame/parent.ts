/**
 * The requests of the page that embeds this one. Nobody else is heard.
 *
 * A request is `{method, data}` with one port; the answer goes back on that port, once. Newer peers may add
 * `id`, which is repeated in the answer, and `timeout` in milliseconds. Format: docs/enclave.md, "Messages".
 */

import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import { EmbeddingPage, listen } from "idos-ports/sender";
import type { Requester } from "../protocol.ts";
import { aborted } from "./aborted.ts";

/** Requests that may wait at once. */
const MAX_WAITING = 64;
/** How long a request may take, and takes at most when it does not say. */
const MAX_TIMEOUT = 3_600_000;
/** For these requests official clients show the frame, and ours for all. Those that send no `id` are official. */
const SHOWN = new Set([
  "ensureUserEncryptionProfile",
  "confirm",
  "backupUserEncryptionProfile",
  "reencrypt",
  "prepareKeyChange",
]);
const VERSION = 1;

export interface Request {
  method: string;
  args: unknown[];
  /** Aborted when the request's time is over. */
  signal: AbortSignal;
  /** Whether the page shows this frame while the request needs a click. */
  isShown: boolean;
}

type Answer = (request: Request, requester: Requester) => Promise<unknown>;

/** A request as it came. */
interface Received {
  method: string;
  data: unknown;
  id?: unknown;
  timeout?: unknown;
  port: MessagePort;
}

/** Messages from the page to the page that frames it, without a question. */
export type Notice = { type: "idOS:interaction"; payload: { needed: boolean } };

export class Parent {
  readonly #window: Window;
  readonly #page: EmbeddingPage;
  readonly #answer: Answer;
  #waiting = 0;

  constructor(window: Window, answer: Answer) {
    this.#window = window;
    this.#page = new EmbeddingPage(window);
    this.#answer = answer;
  }

  listen(): void {
    listen(this.#window, this.#page, received, (request) => void this.#serve(request));
  }

  /** Tell the page that frames this one. */
  notify(notice: Notice): void {
    this.#page.post(notice);
  }

  async #serve({ method, data, id, timeout, port }: Received): Promise<void> {
    const reply = (body: { result: unknown } | { error: Error; code: string }) => {
      port.postMessage({ ...body, version: VERSION, ...(id !== undefined && { id }) });
      port.close();
    };
    try {
      if (this.#waiting >= MAX_WAITING) throw new IdosError("busy", "Too many requests wait already.");
      this.#waiting += 1;
      const isShown = id !== undefined || SHOWN.has(method);
      const args = Array.isArray(data) ? data : [];
      const request = { method, args, signal: timeLimit(timeout), isShown };
      const answered = Promise.race([this.#answer(request, this.#requester()), aborted(request.signal)]);
      reply({ result: await answered.finally(() => (this.#waiting -= 1)) });
    } catch (error) {
      reply(errorOf(refusalOf(error)));
    }
  }

  #requester(): Requester {
    return { origin: this.#page.origin ?? "", top: this.#page.top };
  }
}

function received(data: unknown, port: MessagePort | null): Received | null {
  if (port === null || typeof data !== "object" || data === null || !("method" in data)) return null;
  const { method, data: args, id, timeout } = data as Omit<Received, "port">;
  return typeof method === "string" ? { method, data: args, id, timeout, port } : null;
}

function timeLimit(timeout: unknown): AbortSignal {
  const isLimited = typeof timeout === "number" && timeout > 0 && timeout <= MAX_TIMEOUT;
  return AbortSignal.timeout(isLimited ? timeout : MAX_TIMEOUT);
}

/** Of an error, ports carry name, message and cause, and nothing else: so the code is its cause, and beside it. */
function errorOf({ code, message }: Refusal): { error: Error; code: string } {
  const error = new Error(message, { cause: { code } });
  error.stack = `Error: ${message}`;
  return { error, code };
}

/**
 * The door of the framed page: it hears the page that frames it, and nobody else.
 *
 * A request is `{method, data}` with one port; the answer goes back on that port, once. Newer peers may add
 * `id`, which is repeated in the answer, and `timeout` in milliseconds. Format: docs/enclave.md, "Messages".
 */

import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import type { Requester } from "../exchange.ts";
import { aborted } from "./popup.ts";

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

interface Wire {
  method: string;
  data: unknown;
  id?: unknown;
  timeout?: unknown;
}

/** Messages from the page to the page that frames it, without a question. */
export type Notice = { type: "idOS:interaction"; payload: { needed: boolean } };

export class Parent {
  readonly #window: Window;
  readonly #answer: Answer;
  #origin: string | null = null;
  #waiting = 0;

  constructor(window: Window, answer: Answer) {
    this.#window = window;
    this.#answer = answer;
  }

  listen(): void {
    this.#window.addEventListener("message", (event) => {
      const port = event.ports[0];
      if (port && this.#isFromParent(event) && isRequest(event.data)) void this.#serve(event.data, port);
    });
  }

  /** Tell the page that frames this one. */
  notify(notice: Notice): void {
    if (this.#origin !== null) this.#window.parent.postMessage(notice, this.#origin);
  }

  async #serve(wire: Wire, port: MessagePort): Promise<void> {
    const reply = (body: { result: unknown } | { error: Error; code: string }) => {
      port.postMessage({ ...body, version: VERSION, ...(wire.id !== undefined && { id: wire.id }) });
      port.close();
    };
    try {
      if (this.#waiting >= MAX_WAITING) throw new IdosError("busy", "Too many requests wait already.");
      this.#waiting += 1;
      const { method } = wire;
      const isShown = wire.id !== undefined || SHOWN.has(method);
      const request = { method, args: argsOf(wire), signal: timeLimit(wire), isShown };
      const answered = Promise.race([this.#answer(request, this.#requester()), aborted(request.signal)]);
      reply({ result: await answered.finally(() => (this.#waiting -= 1)) });
    } catch (error) {
      reply(errorOf(refusalOf(error)));
    }
  }

  /** The first message pins the origin; the browser's own list of ancestors, where there is one, must agree. */
  #isFromParent(event: MessageEvent): boolean {
    if (event.source !== this.#window.parent || event.origin === "null") return false;
    const [nearest] = this.#ancestors();
    if (nearest !== undefined && nearest !== event.origin) return false;
    this.#origin ??= event.origin;
    return event.origin === this.#origin;
  }

  #requester(): Requester {
    const top = this.#ancestors().at(-1);
    return { origin: this.#origin ?? "", top: top === undefined || top === this.#origin ? null : top };
  }

  #ancestors(): string[] {
    const list: DOMStringList | undefined = this.#window.location.ancestorOrigins;
    return Array.from(list ?? []);
  }
}

function isRequest(data: unknown): data is Wire {
  return typeof data === "object" && data !== null && "method" in data && typeof data.method === "string";
}

function argsOf({ data }: Wire): unknown[] {
  return Array.isArray(data) ? data : [];
}

function timeLimit({ timeout }: Wire): AbortSignal {
  const isLimited = typeof timeout === "number" && timeout > 0 && timeout <= MAX_TIMEOUT;
  return AbortSignal.timeout(isLimited ? timeout : MAX_TIMEOUT);
}

/** Of an error, ports carry name, message and cause, and nothing else: so the code is its cause, and beside it. */
function errorOf({ code, message }: Refusal): { error: Error; code: string } {
  const error = new Error(message, { cause: { code } });
  error.stack = `Error: ${message}`;
  return { error, code };
}

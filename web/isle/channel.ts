/**
 * Requests and notices between the element and its frame, over one port that nobody else holds.
 *
 * `{id, method, args}` is answered by `{id, result}` or `{id, error}`; `{notice, data}` is not answered. What is
 * not one of these, or not expected, is passed over. Format: docs/isle.md, "Messages".
 */

import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import type { Shape } from "idos-sdk/wire";

/** Requests that may wait at once, in each direction. */
const MAX_WAITING = 32;
const CODE = /^[a-z0-9_]{1,64}$/;

export type Handler = (args: unknown) => Promise<unknown>;

/** How the own side answers: a request by its method, a notice by its name. */
export interface Handlers {
  methods: Record<string, Handler>;
  notices: Record<string, (data: unknown) => void>;
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: IdosError) => void;
  timer: ReturnType<typeof setTimeout>;
}

export class Channel {
  readonly #port: MessagePort;
  readonly #handlers: Handlers;
  readonly #waiting = new Map<number, Waiting>();
  #served = 0;
  #lastId = 0;

  constructor(port: MessagePort, handlers: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
    port.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
  }

  /** Ask the other side. Throws its refusal, `timeout`, `invalid` for an answer of another shape, `closed`. */
  async call<Result>(method: string, args: unknown, shape: Shape<Result>, timeout: number): Promise<Result> {
    if (this.#waiting.size >= MAX_WAITING) throw new IdosError("busy", "Too many requests wait already.");
    const id = ++this.#lastId;
    const answer = await new Promise((resolve, reject) => {
      const expire = () =>
        this.#settle(id)?.reject(new IdosError("timeout", "The other side did not answer."));
      this.#waiting.set(id, { resolve, reject, timer: setTimeout(expire, timeout) });
      this.#port.postMessage({ id, method, args });
    });
    return shape(answer);
  }

  tell(notice: string, data: unknown): void {
    this.#port.postMessage({ notice, data });
  }

  /** What waits is refused with `closed`; nothing is heard any more. */
  close(): void {
    this.#port.onmessage = null;
    this.#port.close();
    for (const id of [...this.#waiting.keys()]) {
      this.#settle(id)?.reject(new IdosError("closed", "The other side is gone."));
    }
  }

  #hear(message: unknown): void {
    if (!isRecord(message)) return;
    if (typeof message.notice === "string") this.#notice(message.notice, message.data);
    else if (typeof message.id !== "number") return;
    else if (typeof message.method === "string") void this.#serve(message.id, message.method, message.args);
    else this.#answered(message.id, message);
  }

  #notice(name: string, data: unknown): void {
    const handle = own(this.#handlers.notices, name);
    try {
      handle?.(data);
    } catch (error) {
      // A malformed notice has no asker to refuse.
      if (!(error instanceof IdosError)) throw error;
    }
  }

  async #serve(id: number, method: string, args: unknown): Promise<void> {
    try {
      if (this.#served >= MAX_WAITING) throw new IdosError("busy", "Too many requests wait already.");
      this.#served += 1;
      this.#port.postMessage({
        id,
        result: await this.#handle(method, args).finally(() => (this.#served -= 1)),
      });
    } catch (error) {
      this.#port.postMessage({ id, error: refusalOf(error) });
    }
  }

  async #handle(method: string, args: unknown): Promise<unknown> {
    const handle = own(this.#handlers.methods, method);
    if (!handle) throw new IdosError("unknown_method", "There is no such request.");
    return handle(args);
  }

  #answered(id: number, message: Record<string, unknown>): void {
    const waiting = this.#settle(id);
    if ("error" in message) waiting?.reject(refused(message.error));
    else waiting?.resolve(message.result);
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(id);
    return waiting;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function own<Value>(table: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Only the code crosses: what is shown to the person are this side's own words for it. */
function refused(error: unknown): IdosError {
  const { code } = (isRecord(error) ? error : {}) as Partial<Refusal>;
  const known = typeof code === "string" && CODE.test(code) ? code : "internal";
  return new IdosError(known, "The other side refused.");
}

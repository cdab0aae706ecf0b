/**
 * A conversation of two pages over a channel: requests with replies, and events, in both directions.
 *
 * `{id, method, args}` is answered by `{id, result}` or `{id, error: {code, message}}`; `{notice, data}` is not
 * answered. Every value is read by the shape that the protocol declares. What is none of these, or not expected, is
 * passed over.
 */

import { IdosError, refusalOf } from "idos-core/errors";
import type { Shape } from "idos-core/shape";
import type {
  ArgsOf,
  DataOf,
  EventName,
  Handlers,
  Messages,
  Request,
  RequestName,
  ResultOf,
} from "./messages.ts";
import { foreignCodeOf } from "./refusal.ts";

/** Requests that may wait at once, in each direction. */
const MAX_WAITING = 32;

/** One end of a channel of two. On a broadcast channel, only the two must know its name. */
export type End = MessagePort | BroadcastChannel;

/** A protocol as one side has it: what it may say, and what it hears. */
export interface Side<Out extends Messages, In extends Messages> {
  out: Out;
  in: In;
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
  stop: () => void;
}

export class Port<Out extends Messages, In extends Messages> {
  readonly #end: End;
  readonly #side: Side<Out, In>;
  readonly #handlers: Handlers<In>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #serving = new Set<number>();
  #lastId = 0;
  #isClosed = false;

  constructor(end: End, side: Side<Out, In>, handlers: Handlers<In>) {
    this.#end = end;
    this.#side = side;
    this.#handlers = handlers;
    end.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
  }

  /**
   * Ask the other side. Throws its refusal, `timeout`, `invalid` for an answer of another shape, `busy`, `closed`, and
   * the reason of the signal.
   */
  async call<Name extends RequestName<Out>>(
    name: Name,
    args: ArgsOf<Out, Name>,
    signal?: AbortSignal,
  ): Promise<ResultOf<Out, Name>> {
    const { result, timeout } = this.#side.out.requests[name] as Request<unknown, ResultOf<Out, Name>>;
    if (this.#isClosed) throw closed();
    if (this.#waiting.size >= MAX_WAITING) throw new IdosError("busy", "Too many requests wait already.");
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    const answer = await new Promise((resolve, reject) => {
      this.#end.postMessage({ id, method: name, args });
      this.#expect(id, { resolve, reject }, timeout, signal);
    });
    return result(answer);
  }

  /** Say something that is not answered. */
  tell<Name extends EventName<Out>>(name: Name, data: DataOf<Out, Name>): void {
    this.#post({ notice: name, data });
  }

  /** What waits is refused with `closed`; nothing is heard or said any more. */
  close(): void {
    this.#isClosed = true;
    this.#end.onmessage = null;
    this.#end.close();
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(closed());
  }

  #expect(
    id: number,
    ends: Omit<Waiting, "stop">,
    timeout: number | null,
    signal: AbortSignal | undefined,
  ): void {
    const refuse = (reason: unknown) => this.#settle(id)?.reject(reason);
    const expire = () => refuse(new IdosError("timeout", "The other side did not answer."));
    const timer = timeout === null ? undefined : setTimeout(expire, timeout);
    const abort = () => refuse(signal?.reason);
    signal?.addEventListener("abort", abort);
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    this.#waiting.set(id, { ...ends, stop });
  }

  #hear(message: unknown): void {
    if (!isRecord(message)) return;
    if (typeof message.notice === "string") this.#heard(message.notice, message.data);
    else if (typeof message.id !== "number") return;
    else if (typeof message.method === "string") void this.#serve(message.id, message.method, message.args);
    else this.#answered(message.id, message);
  }

  #heard(name: string, data: unknown): void {
    const read = own<Shape<unknown>>(this.#side.in.events, name);
    const handle = own<(data: never) => void>(this.#handlers.events, name);
    try {
      if (read && handle) handle(read(data) as never);
    } catch (error) {
      // A malformed event has no asker to refuse.
      if (!(error instanceof IdosError)) throw error;
    }
  }

  /** An id that is being served is taken: a second request of that id would get the first one's answer. */
  async #serve(id: number, name: string, args: unknown): Promise<void> {
    if (this.#serving.has(id)) return;
    const isBusy = this.#serving.size >= MAX_WAITING;
    if (!isBusy) this.#serving.add(id);
    try {
      if (isBusy) throw new IdosError("busy", "Too many requests wait already.");
      this.#post({ id, result: await this.#handle(name, args) });
    } catch (error) {
      this.#post({ id, error: refusalOf(error) });
    } finally {
      if (!isBusy) this.#serving.delete(id);
    }
  }

  async #handle(name: string, args: unknown): Promise<unknown> {
    const declared = own<Request<unknown, unknown>>(this.#side.in.requests, name);
    const handle = own<(args: never) => unknown>(this.#handlers.requests, name);
    if (!declared || !handle) throw new IdosError("unknown_method", "There is no such request.");
    return handle(declared.args(args) as never);
  }

  #answered(id: number, message: Record<string, unknown>): void {
    const waiting = this.#settle(id);
    if ("error" in message) waiting?.reject(refused(message.error));
    else waiting?.resolve(message.result);
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    waiting?.stop();
    this.#waiting.delete(id);
    return waiting;
  }

  #post(message: object): void {
    if (!this.#isClosed) this.#end.postMessage(message);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** What a table has of its own: no name that a stranger sends reaches what every object has. */
function own<Value>(table: object, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? (table as Record<string, Value>)[name] : undefined;
}

/** Only the code crosses: what is shown to the person are this side's own words for it. */
function refused(error: unknown): IdosError {
  return new IdosError(foreignCodeOf(error, "internal"), "The other side refused.");
}

function closed(): IdosError {
  return new IdosError("closed", "The other side is gone.");
}

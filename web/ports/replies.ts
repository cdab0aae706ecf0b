/** Replies that come on a port of their own: each once, to the request that the port went with. */

import { IdosError } from "idos-core/errors";
import { handOver } from "./handshake.ts";

/** Reads a reply: its result, or a throw of the refusal that it is. */
export type ReadReply = (reply: unknown) => unknown;

/** The reply on a port, which is closed then. */
export function replyOn(port: MessagePort, read: ReadReply): Promise<unknown> {
  return new Promise((resolve, reject) => {
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      port.close();
      try {
        resolve(read(data));
      } catch (error) {
        reject(error);
      }
    };
  });
}

/** Requests that wait for their replies, each within a time. */
export class Replies {
  readonly #read: (reply: unknown, id: number) => unknown;
  readonly #waiting = new Set<(reason: IdosError) => void>();
  #lastId = 0;

  /** `read` gets the number of the request too: the one that its message has. */
  constructor(read: (reply: unknown, id: number) => unknown) {
    this.#read = read;
  }

  /** Post a request, with a port, to a page of an origin. Throws its refusal, or `timeout`. */
  async ask(
    { target, origin }: { target: Window; origin: string },
    message: object,
    timeout: number,
  ): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const port = handOver(target, origin, { ...message, id });
    try {
      return await this.within(
        replyOn(port, (reply) => this.#read(reply, id)),
        timeout,
      );
    } finally {
      port.close();
    }
  }

  /** The same promise, refused with `timeout` when the time is over, and by `refuseAll`. */
  async within<Value>(promise: Promise<Value>, timeout: number): Promise<Value> {
    let refuse: (reason: IdosError) => void = () => {};
    const refused = new Promise<never>((_, reject) => {
      refuse = reject;
    });
    const timer = setTimeout(() => refuse(new IdosError("timeout", "There was no answer in time.")), timeout);
    this.#waiting.add(refuse);
    try {
      return await Promise.race([promise, refused]);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(refuse);
    }
  }

  refuseAll(reason: IdosError): void {
    for (const refuse of this.#waiting) refuse(reason);
  }
}

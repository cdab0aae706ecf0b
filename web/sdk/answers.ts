/** Answers that come on ports: each once, within a time, of the request that they are for. */

import { IdosError } from "idos-core/errors";

const CODE = /^[a-z][a-z0-9_]{0,63}$/;
const MAX_MESSAGE = 500;

interface Expected {
  /** Repeated in the answer. */
  id: number;
  /** The end that goes with the request. */
  port: MessagePort;
  answer: Promise<unknown>;
}

export class Answers {
  readonly #waiting = new Set<(error: IdosError) => void>();
  #lastId = 0;

  /** Expect one answer, `{result}` or `{error, code}`. Throws its error, or `timeout`. */
  expect(timeout: number): Expected {
    const { port1, port2 } = new MessageChannel();
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<unknown>((resolve, reject) => {
      port1.onmessage = ({ data }: MessageEvent<unknown>) => {
        try {
          resolve(resultOf(data, id));
        } catch (error) {
          reject(error);
        }
      };
    });
    return { id, port: port2, answer: this.within(answered, timeout).finally(() => port1.close()) };
  }

  /** The same promise, refused with `timeout` when the time is over, and by `refuseAll`. */
  async within<Value>(promise: Promise<Value>, timeout: number): Promise<Value> {
    let refuse: (error: IdosError) => void = () => {};
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

  refuseAll(error: IdosError): void {
    for (const refuse of this.#waiting) refuse(error);
  }
}

function resultOf(data: unknown, id: number): unknown {
  const strange = new IdosError("bad_response", "The answer is malformed.");
  if (typeof data !== "object" || data === null) throw strange;
  if ("id" in data && data.id !== id) throw strange;
  if ("error" in data) throw refusal(data) ?? strange;
  return "result" in data ? data.result : undefined;
}

/** Ports carry no code in an error, so it stands beside it. */
function refusal(data: object): IdosError | null {
  const { error, code } = data as { error: unknown; code?: unknown };
  if (typeof error !== "object" || error === null || !("message" in error)) return null;
  const { message } = error;
  if (typeof code !== "string" || typeof message !== "string" || !CODE.test(code)) return null;
  return new IdosError(code, message.slice(0, MAX_MESSAGE));
}

/** Questions to the person, one at a time, first in, first out. */

import { LIMIT, ProviderError, REJECTED } from "../protocol.ts";
import type { Account } from "./accounts.ts";

const MAX_WAITING = 8;

/** `connect` asks which account a page may see, `sign` whether one signs a message. */
export type Question = { kind: "connect" } | { kind: "sign"; account: Account; message: Uint8Array };

interface Waiting {
  id: number;
  question: Question;
  answer: (account: Account | null) => void;
}

export class Questions {
  readonly #waiting: Waiting[] = [];
  readonly #onChange: () => void;
  #lastId = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The question that the person sees. */
  get current(): Question | null {
    return this.#waiting[0]?.question ?? null;
  }

  /** Which question that is: no two have the same. */
  get id(): number {
    return this.#waiting[0]?.id ?? 0;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** The account that the person chose to connect, or to sign with. Throws `REJECTED`, or `LIMIT`. */
  async ask(question: Question): Promise<Account> {
    if (this.#waiting.length === MAX_WAITING)
      throw new ProviderError(LIMIT, "Too many requests wait already.");
    const account = await new Promise<Account | null>((answer) => {
      this.#lastId += 1;
      this.#waiting.push({ id: this.#lastId, question, answer });
      this.#onChange();
    });
    if (account === null) throw new ProviderError(REJECTED, "You rejected the request.");
    return account;
  }

  /** Answer the question that is seen; null rejects. */
  answer(account: Account | null): void {
    this.#waiting.shift()?.answer(account);
    this.#onChange();
  }
}

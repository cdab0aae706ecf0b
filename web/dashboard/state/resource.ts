/** Something that the node keeps, as it was when it was last read. */

import { type Refusal, refusalOf } from "idos-core/errors";
import { Cell } from "./cell.ts";

export interface Reading<Value> {
  /** Null until it was read once; it stays while it is read again, and when that fails. */
  readonly value: Value | null;
  readonly error: Refusal | null;
}

export class Resource<Value> extends Cell<Reading<Value>> {
  readonly #read: () => Promise<Value>;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(read: () => Promise<Value>) {
    super({ value: null, error: null });
    this.#read = read;
  }

  /**
   * Read it again; never throws. What is asked for while it is being read is read once more after that, so that
   * what is shown is never older than the last call.
   */
  load(): Promise<void> {
    if (this.#running === null) {
      this.#running = this.#once().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.load();
    });
    return this.#next;
  }

  async #once(): Promise<void> {
    try {
      this.value = { value: await this.#read(), error: null };
    } catch (error) {
      this.value = { value: this.value.value, error: refusalOf(error) };
    }
  }
}

/** Something that a server keeps, as it was when it was last read. */

import { type Refusal, refusalOf } from "idos-core/errors";
import { type ReadonlySignal, type Signal, signal } from "./state.ts";

export interface ResourceState<Value> {
  /** Null until it was read once; it stays while it is read again, and when that fails. */
  readonly value: Value | null;
  /** Why the last reading failed; null when it did not. */
  readonly error: Refusal | null;
}

export class Resource<Value> {
  /** Read it again until it is fresh: see `untilFresh`. Never throws. */
  readonly refresh: () => Promise<void>;
  readonly #state: Signal<ResourceState<Value>>;

  /** `read` throws when it cannot be read. `known` is what was read already. */
  constructor(read: () => Promise<Value>, known: Value | null = null) {
    this.#state = signal({ value: known, error: null });
    this.refresh = untilFresh(async () => {
      try {
        this.set(await read());
      } catch (error) {
        this.#state.value = { value: this.#state.peek().value, error: refusalOf(error) };
      }
    });
  }

  /** Take what was learned in another way than by `read`. */
  set(value: Value): void {
    this.#state.value = { value, error: null };
  }

  get state(): ReadonlySignal<ResourceState<Value>> {
    return this.#state;
  }

  get value(): Value | null {
    return this.#state.value.value;
  }

  get error(): Refusal | null {
    return this.#state.value.error;
  }

  /** Why what is shown may be old: it was read, and could not be read again. */
  get staleness(): Refusal | null {
    const { value, error } = this.#state.value;
    return value === null ? null : error;
  }
}

/**
 * `work`, one at a time. What is asked for while it runs is done once more after that, however often it was asked
 * for, so that when a call's promise settles, what `work` read is never older than the call. A call is rejected when
 * the run that answers it is.
 */
export function untilFresh(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const call = (): Promise<void> => {
    if (running !== null) {
      next ??= running.then(again, again);
      return next;
    }
    running = work().finally(() => {
      running = null;
    });
    return running;
  };
  const again = () => {
    next = null;
    return call();
  };
  return call;
}

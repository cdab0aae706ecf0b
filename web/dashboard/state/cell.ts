/** A value that pages show as it is now. */

import { useEffect, useState } from "preact/hooks";

export class Cell<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  /** Be told of each change, until the function that is given back is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** The value of a cell; the part that asks is shown again when it changes. */
export function useCell<Value>(cell: Cell<Value>): Value {
  const [, showAgain] = useState(0);
  const { value } = cell;
  useEffect(() => {
    const again = () => showAgain((count) => count + 1);
    // It may have changed between being shown and being listened to.
    if (cell.value !== value) again();
    return cell.subscribe(again);
  }, [cell]);
  return value;
}

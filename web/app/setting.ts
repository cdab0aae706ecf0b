/** What a person chose on a page, remembered. */

import type { Memory } from "./memory.ts";
import { effect, type Signal, signal } from "./state.ts";

/** A signal that begins with what is remembered, else with `initial`. What it turns to later is remembered. */
export function setting<Value>(memory: Memory<Value>, initial: Value): Signal<Value> {
  const current = signal(memory.value ?? initial);
  let isInitial = true;
  effect(() => {
    const { value } = current;
    if (!isInitial) memory.value = value;
    isInitial = false;
  });
  return current;
}

/** A store in memory, for tests. */

import type { KeyValueStore } from "../storage.ts";

export function memoryStore(): KeyValueStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => kept.set(key, value),
    delete: (key) => kept.delete(key),
  };
}

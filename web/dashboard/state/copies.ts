/**
 * Which credential each copy was made of, as far as this browser has seen. A node forgets it with the copy, and the
 * list of readings names copies that were taken back since. Kept on this origin by node and profile: ids, no names.
 */

import { type KeyValueStore, originStore } from "idos-sdk/storage";
import { list, type Shape, uuid } from "idos-sdk/wire";
import type { Portfolio } from "../model/portfolio.ts";

/** Ids of a copy and of its original. */
type Pair = readonly [string, string];

const MAX_COPIES = 5_000;

const pair: Shape<Pair> = (value) => {
  const [copy, original] = list(uuid, 2)(value);
  return [uuid(copy), uuid(original)];
};
const pairs = list(pair, MAX_COPIES);

export class Copies {
  readonly #store: KeyValueStore;
  readonly #key: string;

  constructor(node: string, profileId: string, store: KeyValueStore = originStore) {
    this.#store = store;
    this.#key = `copies ${node} ${profileId}`;
  }

  /** Originals by their copies. */
  get known(): ReadonlyMap<string, string> {
    try {
      return new Map(pairs(JSON.parse(this.#store.get(this.#key) ?? "[]")));
    } catch {
      return new Map();
    }
  }

  /** Keep what is seen now beside what was seen; of too many the latest. */
  see({ shares }: Portfolio): void {
    const seen = new Map(this.known);
    const { size } = seen;
    for (const { grant, original } of shares) if (original) seen.set(grant.dataId, original.id);
    if (seen.size === size) return;
    this.#store.set(this.#key, JSON.stringify([...seen].slice(-MAX_COPIES)));
  }

  forget(): void {
    this.#store.delete(this.#key);
  }
}

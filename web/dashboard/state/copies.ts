/**
 * Which credential each copy was made of, as far as this browser has seen. A node forgets it with the copy, and the
 * list of readings names copies that were taken back since. Kept on this origin by node and profile: ids, no names.
 */

import { json, Memory } from "idos-app/memory";
import { list, type Shape, uuid } from "idos-core/shape";
import { type KeyValueStore, originStore } from "idos-core/storage";
import type { Portfolio } from "../model/portfolio.ts";

/** Ids of a copy and of its original. */
type Pair = readonly [string, string];

const MAX_COPIES = 5_000;

const pair: Shape<Pair> = (value) => {
  const [copy, original] = list(uuid, 2)(value);
  return [uuid(copy), uuid(original)];
};
const pairs = json<readonly Pair[]>(list(pair, MAX_COPIES));

export class Copies {
  readonly #memory: Memory<readonly Pair[]>;

  constructor(node: string, profileId: string, store: KeyValueStore = originStore) {
    this.#memory = new Memory(store, `copies ${node} ${profileId}`, pairs);
  }

  /** Originals by their copies. */
  get known(): ReadonlyMap<string, string> {
    return new Map(this.#memory.value);
  }

  /** Keep what is seen now beside what was seen; of too many the latest. */
  see({ shares }: Portfolio): void {
    const seen = new Map(this.known);
    const { size } = seen;
    for (const { grant, original } of shares) if (original) seen.set(grant.dataId, original.id);
    if (seen.size !== size) this.#memory.value = [...seen].slice(-MAX_COPIES);
  }

  forget(): void {
    this.#memory.forget();
  }
}

/**
 * Which network each node belonged to when it was first used. A signature is good on the network that it names, so
 * that a node must not choose another one: what it says is compared at each later use.
 */

import { IdosError } from "idos-core/errors";
import { type KeyValueStore, originStore } from "idos-core/storage";
import { nodeUrl } from "./node.ts";

/** The error's code when a node says that it belongs to another network than before, or than it is to. */
export const WRONG_NETWORK = "wrong_network";

export class KnownNetworks {
  readonly #store: KeyValueStore;

  /** Without a store that keeps something, each page meets each node for the first time. */
  constructor(store: KeyValueStore = originStore) {
    this.#store = store;
  }

  /** The chain id that is expected of the node at this address; null when it was not used yet. */
  of(url: string): string | null {
    return this.#store.get(keyOf(url));
  }

  /**
   * Compare what a node says with `wanted`, or else with its first use, and keep it.
   *
   * Throws `wrong_network`; nothing is signed for another network then.
   */
  meet(url: string, chainId: string, wanted: string | null = null): void {
    const expected = wanted ?? this.of(url);
    if (expected !== null && expected !== chainId) {
      throw new IdosError(
        WRONG_NETWORK,
        `The node says that it belongs to the network ${chainId}; it is to be ${expected}.`,
      );
    }
    if (this.of(url) !== chainId) this.#store.set(keyOf(url), chainId);
  }

  /** Take whatever the node says next for its network: only when the person says so. */
  forget(url: string): void {
    this.#store.delete(keyOf(url));
  }
}

function keyOf(url: string): string {
  return `idos-network ${nodeUrl(url)}`;
}

/** A session with a node, kept between two loads of a page. */

import { count, optional, record, type Shape, text } from "idos-core/shape";
import type { KeyValueStore } from "idos-core/storage";

/** How a session is shown to the node. `token` is null where a cookie, or each call's signature, does it. */
export interface Held {
  readonly token: string | null;
  readonly expiresAt: number | null;
}

const held: Shape<Held> = record<Held>({ token: optional(text, null), expiresAt: optional(count, null) });

/** What a store knows of one session; kept in memory too, for stores that keep nothing. */
export class HeldSession {
  readonly #store: KeyValueStore;
  readonly #key: string;
  #now: Held | null;

  constructor(store: KeyValueStore, key: string) {
    this.#store = store;
    this.#key = key;
    this.#now = read(store.get(key));
  }

  /** The session, until it ends. */
  get current(): Held | null {
    const { expiresAt } = this.#now ?? {};
    if (typeof expiresAt === "number" && expiresAt * 1000 <= Date.now()) this.forget();
    return this.#now;
  }

  keep(session: Held): void {
    this.#now = session;
    this.#store.set(this.#key, JSON.stringify(session));
  }

  forget(): void {
    this.#now = null;
    this.#store.delete(this.#key);
  }
}

function read(stored: string | null): Held | null {
  if (stored === null) return null;
  try {
    return held(JSON.parse(stored));
  } catch {
    return null;
  }
}

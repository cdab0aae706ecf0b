/** Where a session is kept between two loads of a page. */

import { count, optional, record, type Shape, text } from "./wire.ts";

export interface TokenStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  delete(key: string): void;
}

/** The tab's own storage: a session outlives a reload, and is gone with the tab. */
export const tabStore: TokenStore = storeIn(() => globalThis.sessionStorage);

/** The storage of this origin, which outlives the tab. */
export const originStore: TokenStore = storeIn(() => globalThis.localStorage);

/**
 * Browsers that let a frame keep nothing throw at the mere mention of a storage, and a full one when something is
 * added: what was to be kept then ends with the page.
 */
function storeIn(storage: () => Storage | undefined): TokenStore {
  const attempt = <T>(use: (storage: Storage) => T): T | null => {
    try {
      const kept = storage();
      return kept ? use(kept) : null;
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((kept) => kept.getItem(key)),
    set: (key, value) => void attempt((kept) => kept.setItem(key, value)),
    delete: (key) => void attempt((kept) => kept.removeItem(key)),
  };
}

/** How a session is shown to the node. `token` is null where a cookie, or each call's signature, does it. */
export interface Held {
  readonly token: string | null;
  readonly expiresAt: number | null;
}

const held: Shape<Held> = record<Held>({ token: optional(text, null), expiresAt: optional(count, null) });

/** What a store knows of one session; kept in memory too, for stores that keep nothing. */
export class HeldSession {
  readonly #store: TokenStore;
  readonly #key: string;
  #now: Held | null;

  constructor(store: TokenStore, key: string) {
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

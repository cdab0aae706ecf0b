/** Texts that a browser keeps between two loads of a page. */

export interface KeyValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  delete(key: string): void;
}

/** The tab's own storage: a session outlives a reload, and is gone with the tab. */
export const tabStore: KeyValueStore = storeIn(() => globalThis.sessionStorage);

/** The storage of this origin, which outlives the tab. */
export const originStore: KeyValueStore = storeIn(() => globalThis.localStorage);

/**
 * Browsers that let a frame keep nothing throw at the mere mention of a storage, and a full one when something is
 * added: what was to be kept then ends with the page.
 */
function storeIn(storage: () => Storage | undefined): KeyValueStore {
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

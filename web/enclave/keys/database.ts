/** IndexedDB as promises. A browser that allows a page no storage is reported as `storage_unavailable`. */

import { IdosError } from "idos-core/errors";

const NAME = "idos-enclave";
const VERSION = 1;
const STORES = {
  keys: { keyPath: "id" },
  consents: { keyPath: "id" },
  uses: { autoIncrement: true },
} as const;

export type Store = keyof typeof STORES;

export class Database {
  readonly #db: IDBDatabase;

  private constructor(db: IDBDatabase) {
    this.#db = db;
  }

  static async open(name: string = NAME): Promise<Database> {
    try {
      const request = indexedDB.open(name, VERSION);
      request.onupgradeneeded = () => {
        for (const [store, options] of Object.entries(STORES)) {
          request.result.createObjectStore(store, options);
        }
      };
      return new Database(await settled(request));
    } catch {
      throw new IdosError("storage_unavailable", "The browser does not let this page keep anything.");
    }
  }

  get<Row>(store: Store, key: IDBValidKey): Promise<Row | undefined> {
    return settled<Row | undefined>(this.#store(store, "readonly").get(key));
  }

  all<Row>(store: Store): Promise<Row[]> {
    return settled<Row[]>(this.#store(store, "readonly").getAll());
  }

  keys(store: Store): Promise<IDBValidKey[]> {
    return settled(this.#store(store, "readonly").getAllKeys());
  }

  async put(store: Store, row: unknown): Promise<void> {
    await settled(this.#store(store, "readwrite").put(row));
  }

  async delete(store: Store, key: IDBValidKey | IDBKeyRange): Promise<void> {
    await settled(this.#store(store, "readwrite").delete(key));
  }

  async clear(store: Store): Promise<void> {
    await settled(this.#store(store, "readwrite").clear());
  }

  /** Take everything out of a store, in one transaction. */
  async drain<Row>(store: Store): Promise<Row[]> {
    const opened = this.#store(store, "readwrite");
    const rows = settled<Row[]>(opened.getAll());
    await settled(opened.clear());
    return rows;
  }

  #store(name: Store, mode: IDBTransactionMode): IDBObjectStore {
    return this.#db.transaction(name, mode).objectStore(name);
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

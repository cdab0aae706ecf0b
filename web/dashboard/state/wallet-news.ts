/**
 * Wallets that came to her profile, or went, without her doing it here: whoever holds one controls the profile. The
 * list is compared with the one that this browser saw last, so that she also learns of what happened while she was
 * away. Kept on this origin by node and profile, until she has said that she knows.
 */

import type { Wallet } from "idos-sdk/records";
import { type KeyValueStore, originStore } from "idos-sdk/storage";
import { count, list, record, type Shape, text } from "idos-sdk/wire";
import { Cell } from "./cell.ts";

/** What she does not know of yet. */
export interface News {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** `own`: what she is changing herself, in this tab or another. */
interface Kept {
  readonly seen: readonly string[];
  readonly own: readonly Own[];
}

interface Own {
  readonly address: string;
  /** Unix milliseconds: a change that was not finished then is none of hers. */
  readonly until: number;
}

const MAX = 1_000;
const LASTS = 15 * 60_000;
const NOTHING: News = { added: [], removed: [] };

const kept: Shape<Kept> = record<Kept>({
  seen: list(text, MAX),
  own: list(record<Own>({ address: text, until: count }), MAX),
});

export class WalletNews extends Cell<News> {
  readonly #store: KeyValueStore;
  readonly #key: string;
  /** For browsers that keep nothing. */
  #kept: Kept | null = null;
  #present: readonly string[] | null = null;

  constructor(node: string, profileId: string, store: KeyValueStore = originStore) {
    super(NOTHING);
    this.#store = store;
    this.#key = `wallets ${node} ${profileId}`;
  }

  /** Compare the wallets as they are now with those that she knows of. The first list is the one that she knows. */
  compare(wallets: readonly Wallet[]): void {
    this.#present = wallets.map(({ address }) => comparable(address));
    this.renew();
  }

  /** Compare again: another tab may have learned something. */
  renew(): void {
    const present = this.#present;
    if (present === null) return;
    const before = this.#read();
    if (before === null) {
      this.#keep({ seen: present, own: [] });
      return;
    }
    const own = new Set(before.own.map(({ address }) => address));
    const added = present.filter((address) => !before.seen.includes(address));
    const removed = before.seen.filter((address) => !present.includes(address));
    const hers = [...added, ...removed].filter((address) => own.has(address));
    if (hers.length > 0) {
      const seen = before.seen.filter((address) => !hers.includes(address));
      this.#keep({ ...before, seen: [...seen, ...added.filter((address) => own.has(address))] });
    }
    this.value = {
      added: added.filter((address) => !own.has(address)),
      removed: removed.filter((address) => !own.has(address)),
    };
  }

  /** Make a change of her own: of that she needs no news. */
  async own<Result>(address: string, work: () => Promise<Result>): Promise<Result> {
    const hers: Own = { address: comparable(address), until: Date.now() + LASTS };
    const others = () => this.#read()?.own.filter((each) => each.address !== hers.address) ?? [];
    const keep = (own: readonly Own[]) =>
      this.#keep({ seen: this.#read()?.seen ?? this.#present ?? [], own });
    keep([...others(), hers]);
    try {
      return await work();
    } finally {
      keep(others());
    }
  }

  /** She knows how things are now. */
  acknowledge(): void {
    if (this.#present === null) return;
    this.#keep({ seen: this.#present, own: this.#read()?.own ?? [] });
    this.value = NOTHING;
  }

  forget(): void {
    this.#kept = null;
    this.#store.delete(this.#key);
  }

  #read(): Kept | null {
    const stored = this.#store.get(this.#key);
    if (stored === null) return this.#kept;
    try {
      const { seen, own } = kept(JSON.parse(stored));
      return { seen, own: own.filter(({ until }) => until > Date.now()) };
    } catch {
      return null;
    }
  }

  #keep(next: Kept): void {
    this.#kept = next;
    this.#store.set(this.#key, JSON.stringify(next));
  }
}

/** Addresses in hex are the same in either case; of others each letter counts. */
function comparable(address: string): string {
  return /^0x[0-9a-f]+$/i.test(address) ? address.toLowerCase() : address;
}

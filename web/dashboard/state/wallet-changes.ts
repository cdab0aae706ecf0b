/**
 * Wallets that were linked to the profile, or unlinked, but not here: whoever holds one controls the profile. The list
 * is compared with the one that this browser saw last, so that the person also learns of what happened while no page
 * was open. Kept on this origin by node and profile, until it is acknowledged.
 */

import { json, Memory } from "idos-app/memory";
import { type ReadonlySignal, signal } from "idos-app/state";
import { count, list, record, text } from "idos-core/shape";
import { type KeyValueStore, originStore } from "idos-core/storage";
import type { Wallet } from "idos-sdk/records";

/** What the person has not acknowledged yet. */
export interface UnseenChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** `own`: what the person is changing, in this tab or another. */
interface KnownWallets {
  readonly seen: readonly string[];
  readonly own: readonly OwnChange[];
}

interface OwnChange {
  readonly address: string;
  /** Unix milliseconds: a change that was not finished by then is not the person's own. */
  readonly until: number;
}

const MAX = 1_000;
const LASTS = 15 * 60_000;
const NOTHING: UnseenChanges = { added: [], removed: [] };

const known = json(
  record<KnownWallets>({
    seen: list(text, MAX),
    own: list(record<OwnChange>({ address: text, until: count }), MAX),
  }),
);

export class WalletChanges {
  readonly #memory: Memory<KnownWallets>;
  readonly #unseen = signal(NOTHING);
  #present: readonly string[] | null = null;

  constructor(node: string, profileId: string, store: KeyValueStore = originStore) {
    this.#memory = new Memory(store, `wallets ${node} ${profileId}`, known);
  }

  get unseen(): ReadonlySignal<UnseenChanges> {
    return this.#unseen;
  }

  /** Compare again when another tab has learned something. */
  follow(signal: AbortSignal): void {
    this.#memory.onChange(() => this.renew(), signal);
  }

  /** Compare the wallets with those that the person knows of. The first list is known. */
  compare(wallets: readonly Wallet[]): void {
    this.#present = wallets.map(({ address }) => comparable(address));
    this.renew();
  }

  /** Compare again: another tab may have learned something. */
  renew(): void {
    const present = this.#present;
    if (present === null) return;
    const before = this.#known;
    if (before === null) {
      this.#memory.value = { seen: present, own: [] };
      return;
    }
    const own = new Set(before.own.map(({ address }) => address));
    const added = present.filter((address) => !before.seen.includes(address));
    const removed = before.seen.filter((address) => !present.includes(address));
    const changed = [...added, ...removed].filter((address) => own.has(address));
    if (changed.length > 0) {
      const seen = before.seen.filter((address) => !changed.includes(address));
      this.#memory.value = { ...before, seen: [...seen, ...added.filter((address) => own.has(address))] };
    }
    this.#unseen.value = {
      added: added.filter((address) => !own.has(address)),
      removed: removed.filter((address) => !own.has(address)),
    };
  }

  /** Make the person's own change, of which no notice is needed. */
  async own<Result>(address: string, work: () => Promise<Result>): Promise<Result> {
    const change: OwnChange = { address: comparable(address), until: Date.now() + LASTS };
    const others = () => this.#known?.own.filter((each) => each.address !== change.address) ?? [];
    const keep = (own: readonly OwnChange[]) => {
      this.#memory.value = { seen: this.#known?.seen ?? this.#present ?? [], own };
    };
    keep([...others(), change]);
    try {
      return await work();
    } finally {
      keep(others());
    }
  }

  /** The person knows of everything that was shown. */
  acknowledge(): void {
    if (this.#present === null) return;
    this.#memory.value = { seen: this.#present, own: this.#known?.own ?? [] };
    this.#unseen.value = NOTHING;
  }

  forget(): void {
    this.#memory.forget();
  }

  get #known(): KnownWallets | null {
    const stored = this.#memory.value;
    return stored && { ...stored, own: stored.own.filter(({ until }) => until > Date.now()) };
  }
}

/** Addresses in hex are the same in either case; of others each letter counts. */
function comparable(address: string): string {
  return /^0x[0-9a-f]+$/i.test(address) ? address.toLowerCase() : address;
}

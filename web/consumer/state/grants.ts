/** The grants made to the company, kept as they stand at the node. */

import { untilFresh } from "idos-app/resource";
import { type ReadonlySignal, signal } from "idos-app/state";
import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import type { Consumer } from "idos-sdk/consumer";
import { SIGNED_OUT } from "idos-sdk/faults";
import type { AccessGrant } from "idos-sdk/records";
import { type About, learn } from "./about.ts";

/** A grant, and what is known of what it gives: null until that was asked. */
export interface Entry {
  readonly grant: AccessGrant;
  readonly about: About | null;
}

/** A grant that was there while this page was open. `at`: milliseconds since 1970. */
export interface RemovedGrant {
  readonly entry: Entry;
  readonly at: number;
  readonly isOwnDoing: boolean;
}

export interface GrantsState {
  /** Oldest first, as the node has them; null until they were read once. */
  readonly entries: readonly Entry[] | null;
  /** Whether all of them are known about. */
  readonly isComplete: boolean;
  readonly removed: ReadonlyMap<string, RemovedGrant>;
  /** Grants that came while this page was open. */
  readonly added: ReadonlySet<string>;
  /** When the entries were read: milliseconds since 1970. */
  readonly readAt: number;
  readonly isReachable: boolean;
  readonly error: Refusal | null;
  readonly isSignedOut: boolean;
}

const EMPTY: GrantsState = {
  entries: null,
  isComplete: false,
  removed: new Map(),
  added: new Set(),
  readAt: 0,
  isReachable: true,
  error: null,
  isSignedOut: false,
};

export class GrantsStore {
  /** Read the grants again, until they are fresh. Never throws. */
  readonly refresh: () => Promise<void>;
  readonly #consumer: Consumer;
  readonly #state = signal(EMPTY);
  readonly #life = new AbortController();
  readonly #givenBack = new Set<string>();

  constructor(consumer: Consumer) {
    this.#consumer = consumer;
    this.refresh = untilFresh(() => this.#read());
  }

  get state(): ReadonlySignal<GrantsState> {
    return this.#state;
  }

  /** Read the grants, and again whenever something changes, until `close`. */
  async follow(): Promise<void> {
    const isReachable = (is: boolean) => {
      if (is !== this.#state.peek().isReachable) this.#change({ isReachable: is });
    };
    try {
      await this.#consumer.session.watch(
        (topics) => topics.includes("grants_received") && void this.refresh(),
        this.#life.signal,
        isReachable,
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    this.#life.abort();
  }

  /** Give a copy back: every grant on it goes. */
  async giveBack({ grant }: Entry): Promise<void> {
    const entries = this.#state.peek().entries ?? [];
    const onIt = entries.filter((entry) => entry.grant.dataId === grant.dataId);
    for (const entry of onIt) this.#givenBack.add(entry.grant.id);
    try {
      await this.#consumer.rescind(grant.dataId);
    } catch (error) {
      for (const entry of onIt) this.#givenBack.delete(entry.grant.id);
      throw error;
    }
    await this.refresh();
  }

  async #read(): Promise<void> {
    const { signal } = this.#life;
    if (signal.aborted) return;
    try {
      const grants = await this.#consumer.allGrants();
      this.#show(grants);
      await learn(this.#consumer, grants, (found) => this.#add(found), signal);
      this.#change({ isComplete: true });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Show what was read, with what was known of it, and note what came and went. */
  #show(grants: readonly AccessGrant[]): void {
    const { entries: before, removed, added } = this.#state.peek();
    const known = new Map(before?.map((entry) => [entry.grant.id, entry]));
    const entries = grants.map((grant) => ({ grant, about: known.get(grant.id)?.about ?? null }));
    const now = Date.now();
    const ids = new Set(grants.map(({ id }) => id));
    const gone = [...known.values()].filter(({ grant }) => !ids.has(grant.id));
    const came = before === null ? [] : grants.filter(({ id }) => !known.has(id));
    const removal = (entry: Entry): [string, RemovedGrant] => [
      entry.grant.id,
      { entry, at: now, isOwnDoing: this.#givenBack.has(entry.grant.id) },
    ];
    this.#change({
      entries,
      removed: new Map([...removed, ...gone.map(removal)]),
      added: new Set([...added, ...came.map(({ id }) => id)]),
      readAt: now,
      error: null,
    });
  }

  #add(found: ReadonlyMap<string, About>): void {
    const entries = this.#state.peek().entries?.map((entry) => {
      const about = found.get(entry.grant.id);
      return about ? { ...entry, about } : entry;
    });
    this.#change({ entries: entries ?? null });
  }

  #fail(error: unknown): void {
    const isSignedOut = error instanceof IdosError && error.code === SIGNED_OUT;
    this.#change({ error: refusalOf(error), isSignedOut });
  }

  #change(change: Partial<GrantsState>): void {
    if (!this.#life.signal.aborted) this.#state.value = { ...this.#state.peek(), ...change };
  }
}

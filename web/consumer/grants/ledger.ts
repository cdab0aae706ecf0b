/** The grants made to the company, kept as they stand at the node. */

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
export interface Gone {
  readonly entry: Entry;
  readonly at: number;
  readonly isOwnDoing: boolean;
}

export interface Book {
  /** Oldest first, as the node has them; null until they were read once. */
  readonly entries: readonly Entry[] | null;
  /** Whether all of them are known about. */
  readonly isComplete: boolean;
  readonly gone: ReadonlyMap<string, Gone>;
  /** Grants that came while this page was open. */
  readonly added: ReadonlySet<string>;
  /** When the entries were read: milliseconds since 1970. */
  readonly readAt: number;
  readonly isReachable: boolean;
  readonly error: Refusal | null;
  readonly isSignedOut: boolean;
}

const EMPTY: Book = {
  entries: null,
  isComplete: false,
  gone: new Map(),
  added: new Set(),
  readAt: 0,
  isReachable: true,
  error: null,
  isSignedOut: false,
};

export class Ledger {
  readonly #consumer: Consumer;
  readonly #onChange: (book: Book) => void;
  readonly #ending = new AbortController();
  readonly #givenBack = new Set<string>();
  #book = EMPTY;
  #isLoading = false;
  #isStale = false;

  /** `onChange` gets each new state of the book. */
  constructor(consumer: Consumer, onChange: (book: Book) => void) {
    this.#consumer = consumer;
    this.#onChange = onChange;
  }

  /** Read the grants, and again whenever something changes, until `close`. */
  async follow(): Promise<void> {
    const { session } = this.#consumer;
    try {
      await session.watch(
        (topics) => topics.includes("grants_received") && void this.refresh(),
        this.#ending.signal,
        (isReachable) => isReachable !== this.#book.isReachable && this.#turn({ isReachable }),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    this.#ending.abort();
  }

  /** Read the grants again; once more afterwards if asked meanwhile. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      while (this.#isStale && !this.#ending.signal.aborted) {
        this.#isStale = false;
        await this.#load();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isLoading = false;
    }
  }

  /** Give a copy back: every grant on it goes. */
  async giveBack({ grant }: Entry): Promise<void> {
    const onIt = this.#book.entries?.filter((entry) => entry.grant.dataId === grant.dataId) ?? [];
    for (const entry of onIt) this.#givenBack.add(entry.grant.id);
    try {
      await this.#consumer.rescind(grant.dataId);
    } catch (error) {
      for (const entry of onIt) this.#givenBack.delete(entry.grant.id);
      throw error;
    }
    await this.refresh();
  }

  async #load(): Promise<void> {
    const grants = await this.#consumer.allGrants();
    this.#show(grants);
    await learn(this.#consumer, grants, (found) => this.#add(found), this.#ending.signal);
    this.#turn({ isComplete: true });
  }

  /** Show what was read, with what was known of it, and note what came and went. */
  #show(grants: readonly AccessGrant[]): void {
    const { entries: before, gone, added } = this.#book;
    const known = new Map(before?.map((entry) => [entry.grant.id, entry]));
    const entries = grants.map((grant) => ({ grant, about: known.get(grant.id)?.about ?? null }));
    const now = Date.now();
    const ids = new Set(grants.map(({ id }) => id));
    const left = [...known.values()].filter(({ grant }) => !ids.has(grant.id));
    const came = before === null ? [] : grants.filter(({ id }) => !known.has(id));
    const leaving = (entry: Entry): [string, Gone] => [
      entry.grant.id,
      { entry, at: now, isOwnDoing: this.#givenBack.has(entry.grant.id) },
    ];
    this.#turn({
      entries,
      gone: new Map([...gone, ...left.map(leaving)]),
      added: new Set([...added, ...came.map(({ id }) => id)]),
      readAt: now,
      error: null,
    });
  }

  #add(found: ReadonlyMap<string, About>): void {
    const entries = this.#book.entries?.map((entry) => {
      const about = found.get(entry.grant.id);
      return about ? { ...entry, about } : entry;
    });
    this.#turn({ entries: entries ?? null });
  }

  #fail(error: unknown): void {
    const isSignedOut = error instanceof IdosError && error.code === SIGNED_OUT;
    this.#turn({ error: refusalOf(error), isSignedOut });
  }

  #turn(change: Partial<Book>): void {
    if (this.#ending.signal.aborted) return;
    this.#book = { ...this.#book, ...change };
    this.#onChange(this.#book);
  }
}

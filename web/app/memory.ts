/**
 * What a tab or a browser remembers of a page: one value under one key. What is stored is not trusted, as anything
 * may have written it, nor counted on, as a browser may refuse to store: then it lasts as long as the page.
 */

import { type KeyValueStore, originStore, tabStore } from "idos-core/storage";

/** How a value is text. `parse` throws for text that is not of the form. */
export interface Codec<Value> {
  parse(stored: string): Value;
  format(value: Value): string;
}

/** Longer text is neither stored nor read, in UTF-16 units: browsers have room for about twice that on an origin. */
const MAX_LENGTH = 2_500_000;

export class Memory<Value> {
  readonly #store: KeyValueStore;
  readonly #key: string;
  readonly #codec: Codec<Value>;
  /** Text that the store did not take. */
  #unstored: string | null = null;

  constructor(store: KeyValueStore, key: string, codec: Codec<Value>) {
    this.#store = store;
    this.#key = key;
    this.#codec = codec;
  }

  /** Whether there is something, of whatever sense. */
  get isKept(): boolean {
    return this.#text !== null;
  }

  /** Null when nothing is remembered, or nothing that makes sense. */
  get value(): Value | null {
    const text = this.#text;
    if (text === null) return null;
    try {
      return this.#codec.parse(text);
    } catch {
      return null;
    }
  }

  set value(value: Value) {
    const text = this.#codec.format(value);
    if (text.length <= MAX_LENGTH) this.#store.set(this.#key, text);
    this.#unstored = this.#stored === text ? null : text;
  }

  forget(): void {
    this.#unstored = null;
    this.#store.delete(this.#key);
  }

  /** Call `listener` when another tab may have changed it, until the signal is aborted. */
  onChange(listener: () => void, signal: AbortSignal): void {
    const hear = ({ key }: StorageEvent) => {
      if (key === null || key === this.#key) listener();
    };
    addEventListener("storage", hear, { signal });
  }

  get #text(): string | null {
    return this.#unstored ?? this.#stored;
  }

  get #stored(): string | null {
    const text = this.#store.get(this.#key);
    return text === null || text.length > MAX_LENGTH ? null : text;
  }
}

/** Remembered by this tab, across reloads; browsers keep tabs of framed pages apart for each embedding site. */
export function ofTab<Value>(key: string, codec: Codec<Value>): Memory<Value> {
  return new Memory(tabStore, key, codec);
}

/** Remembered by this browser for the page's origin. */
export function ofOrigin<Value>(key: string, codec: Codec<Value>): Memory<Value> {
  return new Memory(originStore, key, codec);
}

export function json<Value>(shape: (value: unknown) => Value): Codec<Value> {
  return { parse: (text) => shape(JSON.parse(text)), format: (value) => JSON.stringify(value) };
}

/** Text as it is, which a shape takes. */
export function plain<Value extends string>(shape: (text: string) => Value): Codec<Value> {
  return { parse: shape, format: (value) => value };
}

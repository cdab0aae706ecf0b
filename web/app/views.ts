/** The views of a page that has no more than a few, by `?view=<name>`: the form that servers lead people back to. */

import { type ReadonlySignal, type Signal, signal } from "./state.ts";

const PARAMETER = "view";

export class Views<Name extends string> {
  readonly #names: readonly [Name, ...Name[]];
  readonly #current: Signal<Name>;

  /** The first needs no parameter. */
  constructor(...names: readonly [Name, ...Name[]]) {
    this.#names = names;
    this.#current = signal(this.#asked);
    addEventListener("popstate", () => {
      this.#current.value = this.#asked;
    });
  }

  /** The view that the page's address names. */
  get current(): ReadonlySignal<Name> {
    return this.#current;
  }

  go(name: Name): void {
    const address = new URL(location.href);
    if (name === this.#names[0]) address.searchParams.delete(PARAMETER);
    else address.searchParams.set(PARAMETER, name);
    history.pushState(null, "", address);
    this.#current.value = name;
    scrollTo(0, 0);
  }

  get #asked(): Name {
    const asked = new URLSearchParams(location.search).get(PARAMETER);
    return this.#names.find((name) => name === asked) ?? this.#names[0];
  }
}

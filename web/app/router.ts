/**
 * Which screen a page shows: `#/data/<id>?page=2` and the like, so that a reload, a bookmark and the way back do what
 * they should.
 */

import { type ReadonlySignal, type Signal, signal } from "./state.ts";

/** Screens by name, and the path of each, such as `data/:id/edit`; `:id` stands for a UUID. */
export type Paths = Readonly<Record<string, string>>;

/** What is looked for, which page of a list, and the like; empty texts are left out of the address. */
export type Parameters = Readonly<Record<string, string>>;

export interface Route<Screen extends string = string> {
  readonly screen: Screen;
  /** The id in the address; empty where the screen is not about one thing. */
  readonly id: string;
  readonly params: URLSearchParams;
}

export type ScreenOf<Of extends Paths> = keyof Of & string;
/** The id, where the path of a screen has one, and parameters. */
export type Target<Path extends string> = Path extends `${string}:id${string}`
  ? [id: string, params?: Parameters]
  : [params?: Parameters];

/** The route of a router: `RouteOf<typeof router>`. */
export type RouteOf<Some> = Some extends Router<infer Of> ? Route<ScreenOf<Of>> : never;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class Router<const Of extends Paths> {
  readonly #paths: [ScreenOf<Of>, readonly string[]][];
  readonly #fallback: ScreenOf<Of>;
  readonly #route: Signal<Route<ScreenOf<Of>>>;

  /** `fallback`: the screen of every address that names no other. */
  constructor(paths: Of, fallback: ScreenOf<Of>) {
    this.#paths = Object.entries(paths).map(([screen, path]) => [screen, path.split("/")]);
    this.#fallback = fallback;
    this.#route = signal(this.parse(globalThis.location?.hash ?? ""));
  }

  /** The screen that the page's address names. */
  get route(): ReadonlySignal<Route<ScreenOf<Of>>> {
    return this.#route;
  }

  /** The route of a fragment. */
  parse(hash: string): Route<ScreenOf<Of>> {
    const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
    const given = path.split("/").filter((part) => part !== "");
    const params = new URLSearchParams(query);
    const found = this.#paths.find(([, parts]) => matches(parts, given));
    if (!found) return { screen: this.#fallback, id: "", params };
    const [screen, parts] = found;
    return { screen, id: given[parts.indexOf(":id")] ?? "", params };
  }

  /** The fragment of a screen. */
  href<Screen extends ScreenOf<Of>>(screen: Screen, ...target: Target<Of[Screen]>): string {
    const [first, params] = target as [(string | Parameters)?, Parameters?];
    return typeof first === "string" ? this.#write(screen, first, params) : this.#write(screen, "", first);
  }

  /** Go there, as a link does. */
  go<Screen extends ScreenOf<Of>>(screen: Screen, ...target: Target<Of[Screen]>): void {
    location.hash = this.href(screen, ...target);
  }

  /** Change parameters of the address without a step in the history: a search, a page of a list. */
  adjust(changes: Parameters): void {
    const { screen, id, params } = this.#route.peek();
    const hash = this.#write(screen, id, { ...Object.fromEntries(params), ...changes });
    history.replaceState(history.state, "", hash);
    this.#route.value = this.parse(hash);
  }

  /** Keep `route` as the address is, until the function that is given back is called. */
  follow(): () => void {
    const turn = () => {
      this.#route.value = this.parse(location.hash);
    };
    addEventListener("hashchange", turn);
    turn(); // it may have changed since it was looked at
    return () => removeEventListener("hashchange", turn);
  }

  #write(screen: ScreenOf<Of>, id: string, params: Parameters = {}): string {
    const parts = this.#paths.find(([name]) => name === screen)?.[1] ?? [];
    const path = parts.map((part) => (part === ":id" ? id : part)).join("/");
    const given = Object.entries(params).filter(([, value]) => value !== "");
    const query = new URLSearchParams(given).toString();
    return `#/${path}${query === "" ? "" : `?${query}`}`;
  }
}

function matches(parts: readonly string[], given: readonly string[]): boolean {
  return (
    parts.length === given.length &&
    parts.every((part, at) => (part === ":id" ? ID.test(given[at] ?? "") : part === given[at]))
  );
}

/** The address and what is shown go together. */

import { hrefOf, parseRoute, type Route, type Screen } from "../routes.ts";
import { Cell } from "./cell.ts";

export const route = new Cell<Route>(parseRoute(globalThis.location?.hash ?? ""));

export function followAddress(): void {
  addEventListener("hashchange", () => {
    route.value = parseRoute(location.hash);
  });
}

export function go(screen: Screen, id = ""): void {
  location.hash = hrefOf(screen, id);
}

/** Change parameters of the address without a step in the history: a search, a page of a list. */
export function adjust(changes: Record<string, string>): void {
  const { screen, id, params } = route.value;
  const href = hrefOf(screen, id, { ...Object.fromEntries(params), ...changes });
  history.replaceState(history.state, "", href);
  route.value = parseRoute(href);
}

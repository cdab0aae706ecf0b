/** Where one is: `#/grants/<id>` and the like, so that a reload, a bookmark and the way back do what they should. */

export type Screen = "grants" | "grant" | "alerts" | "company";

export interface Route {
  screen: Screen;
  /** The grant in the address; empty on the other screens. */
  id: string;
  /** What a list is narrowed to, and which part of it is shown. */
  params: URLSearchParams;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The route of a fragment. What is unknown leads to the list of grants. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [first, id = "", ...more] = path.split("/");
  const params = new URLSearchParams(query);
  if (first === "grants" && ID.test(id) && more.length === 0) return { screen: "grant", id, params };
  if (id === "" && (first === "alerts" || first === "company")) return { screen: first, id: "", params };
  return { screen: "grants", id: "", params };
}

/** The fragment of a screen; parameters that are empty are left out. */
export function hrefOf(screen: Screen, id = "", params: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(params).filter(([, value]) => value !== "");
  const query = new URLSearchParams(given).toString();
  const path = screen === "grant" ? `grants/${id}` : screen;
  return `#/${path}${query && `?${query}`}`;
}

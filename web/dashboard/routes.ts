/** Where one is: `#/data/<id>` and the like, so that a reload, a bookmark and the way back do what they should. */

const PATHS = {
  data: ["data"],
  credential: ["data", ":id"],
  edit: ["data", ":id", "edit"],
  add: ["data", "add"],
  import: ["data", "import"],
  attributes: ["attributes"],
  shared: ["shared"],
  share: ["shared", "add"],
  received: ["received"],
  wallets: ["wallets"],
  activity: ["activity"],
  settings: ["settings"],
  password: ["settings", "password"],
  erase: ["settings", "erase"],
} as const satisfies Record<string, readonly string[]>;

export type Screen = keyof typeof PATHS;

export interface Route {
  screen: Screen;
  /** The id in the address; empty where the screen is not about one thing. */
  id: string;
  /** What is looked for, which page of a list, and the like. */
  params: URLSearchParams;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The route of a fragment. What is unknown leads to one's data. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const given = path.split("/").filter((part) => part !== "");
  const params = new URLSearchParams(query);
  const screens = Object.entries(PATHS) as [Screen, readonly string[]][];
  const found = screens.find(([, parts]) => matches(parts, given));
  if (!found) return { screen: "data", id: "", params };
  const [screen, parts] = found;
  return { screen, id: given[parts.indexOf(":id")] ?? "", params };
}

/** The fragment of a screen; parameters that are empty are left out. */
export function hrefOf(screen: Screen, id = "", params: Record<string, string> = {}): string {
  const path = PATHS[screen].map((part) => (part === ":id" ? id : part)).join("/");
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== "")).toString();
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

function matches(parts: readonly string[], given: readonly string[]): boolean {
  return (
    parts.length === given.length &&
    parts.every((part, at) => (part === ":id" ? ID.test(given[at] ?? "") : part === given[at]))
  );
}

/** The import rules of docs/architecture.md for the pages: the folders are the architecture, and this keeps it so. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL(".", import.meta.url));

/** What each room may import of the others. A room that is not named here is a mistake. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  look: ["core"],
  app: ["core"],
  ports: ["core"],
  sdk: ["core", "ports"],
  wallets: ["core", "sdk"],
  kit: ["core", "look", "app", "sdk", "wallets", "isle"],
  // Pages. The enclave holds keys and plaintext: nothing that asks a node or a wallet is near them.
  enclave: ["core", "look", "ports"],
  isle: ["core", "look", "app", "ports", "sdk", "wallets", "kit"],
  "demo-wallet": ["core", "look", "ports", "kit"],
  dashboard: ["core", "look", "app", "ports", "sdk", "wallets", "kit"],
  consumer: ["core", "look", "app", "sdk", "wallets", "kit"],
  start: ["core", "look", "app", "kit"],
  // Apps, as any integrator could write them, which embed the Isle.
  neobank: ["core", "look", "app", "sdk", "kit", "isle"],
  charlie: ["core", "look", "app", "sdk", "kit", "isle"],
};
const PAGES = ["enclave", "isle", "demo-wallet", "dashboard", "consumer", "start", "neobank", "charlie"];

/**
 * Modules of a page that others may import: contracts with the pages that embed it, which stand without the rest
 * of it. All else of a page belongs to its own origin.
 */
const PUBLISHED: ReadonlySet<string> = new Set(["isle/host.ts"]);

interface Import {
  /** The importing module, relative to this folder, with slashes. */
  from: string;
  room: string;
  isTest: boolean;
  /** As it is written. */
  name: string;
  /** The module of ours that it leads to; null for a package of others. */
  to: string | null;
}

interface Package {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function manifest(folder: string): Package {
  return JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
}

const { devDependencies: TOOLS = {} } = manifest(".");
const ROOMS = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, "package.json")));
const MODULES = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((name) => !name.split(sep).includes("node_modules") && /\.(tsx?|css)$/.test(name))
    .map((name) => `${room}/${name.split(sep).join("/")}`),
);
const IMPORTS = MODULES.flatMap(importsOf);

/** Type-only imports included; TSX files import what their elements are made with. */
function importsOf(from: string): Import[] {
  const source = readFileSync(join(ROOT, from), "utf8");
  const [room = ""] = from.split("/");
  const isTest = /\.test\.tsx?$|\/testing\/|\/gallery\/|\/vite\.config\.ts$/.test(from);
  const names = extname(from) === ".css" ? cssImports(source) : scriptImports(from, source);
  return [...new Set(names)].map((name) => ({ from, room, isTest, name, to: target(from, name) }));
}

function cssImports(source: string): string[] {
  return [...source.matchAll(/@import "([^"]+)"/g)].map(([, name = ""]) => name);
}

function scriptImports(from: string, source: string): string[] {
  const { module, errors } = parseSync(from, source);
  if (errors.length > 0) throw new Error(`${from}: ${errors[0]?.message}`);
  const exported = module.staticExports.flatMap(({ entries }) => entries.map((each) => each.moduleRequest));
  // Those of modules at run time, and those within types.
  const inner = [...source.matchAll(/\bimport\(\s*"([^"]+)"/g)].map(([, name = ""]) => name);
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...exported.flatMap((request) => (request ? [request.value] : [])),
    ...inner,
    ...(from.endsWith(".tsx") ? ["preact/jsx-runtime"] : []),
  ];
}

function target(from: string, name: string): string | null {
  if (name.startsWith("."))
    return relative(ROOT, join(ROOT, dirname(from), name))
      .split(sep)
      .join("/");
  const [, room = "", rest = ""] = /^idos-([a-z-]+)\/(.+)$/.exec(name) ?? [];
  if (room === "") return null;
  return `${room}/${rest}${extname(rest) === ".css" ? "" : ".ts"}`;
}

/** The room of a module of ours, or the package of others. */
function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function packageOf({ name, room, to }: Import): string | null {
  if (to !== null) return roomOf(to) === room || roomOf(to) === "" ? null : `idos-${roomOf(to)}`;
  const parts = name.split("/");
  return name.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? name);
}

function brokenImports(): string[] {
  return IMPORTS.flatMap((each) => {
    const wrong = each.to === null ? null : wrongWith(each, each.to);
    return wrong === null ? [] : [`${each.from} imports ${each.name}: ${wrong}`];
  });
}

function wrongWith({ from, room, name, isTest }: Import, to: string): string | null {
  const other = roomOf(to);
  if (!existsSync(join(ROOT, to))) return "there is no such module";
  if (other === room || (from.endsWith("/vite.config.ts") && to === "page.ts")) return null;
  if (name.startsWith(".")) return "another room is imported by its name";
  if (!ALLOWED[room]?.includes(other)) return `${room} must not import ${other}`;
  if (PAGES.includes(other) && !PUBLISHED.has(to)) return "it belongs to another page";
  return to.includes("/testing/") && !isTest ? "it is for tests" : null;
}

function cycles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(`a cycle: ${trail.slice(at).toSorted().join(", ")}`);
    if (at >= 0 || done.has(path)) return;
    for (const { from, to } of IMPORTS) if (from === path && to !== null) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of MODULES) visit(path, []);
  return found;
}

/** Packages that these imports need, without the tools that the whole folder has. */
function needed(imports: readonly Import[]): string[] {
  const names = imports.map(packageOf).filter((name) => name !== null);
  return [...new Set(names)].filter((name) => !(name in TOOLS) && !name.startsWith("node:"));
}

function wrongDependencies(): string[] {
  return ROOMS.flatMap((room) => {
    const { dependencies = {}, devDependencies = {} } = manifest(room);
    const own = IMPORTS.filter((each) => each.room === room);
    const shipped = needed(own.filter(({ isTest }) => !isTest));
    const tested = needed(own.filter(({ isTest }) => isTest)).filter((name) => !shipped.includes(name));
    return [
      ...difference(`${room}: dependencies`, shipped, Object.keys(dependencies)),
      ...difference(`${room}: devDependencies`, tested, Object.keys(devDependencies)),
    ];
  });
}

function difference(what: string, used: readonly string[], declared: readonly string[]): string[] {
  const missing = used.filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !used.includes(name));
  return [
    ...missing.map((name) => `${what} lack ${name}`),
    ...unused.map((name) => `${what} need no ${name}`),
  ];
}

test("every room has its place in the table, and its name", () => {
  expect(ROOMS.filter((room) => !(room in ALLOWED))).toEqual([]);
  for (const room of ROOMS) expect(manifest(room).name).toBe(`idos-${room}`);
});

test("rooms lie above what they import", () => {
  const above = (room: string, trail: readonly string[]): void => {
    expect(trail).not.toContain(room);
    for (const other of ALLOWED[room] ?? []) if (!PAGES.includes(other)) above(other, [...trail, room]);
  };
  for (const room of Object.keys(ALLOWED)) above(room, []);
});

test("modules import what they may, in no circle, and packages declare exactly that", () => {
  expect([...brokenImports(), ...cycles(), ...wrongDependencies()]).toEqual([]);
});

test("no package of others is there in two versions, or in one that may change", () => {
  const versions = new Map<string, Set<string>>();
  for (const folder of [".", ...ROOMS]) {
    const { dependencies = {}, devDependencies = {} } = manifest(folder);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, `${folder}: ${name}`).toMatch(name.startsWith("idos-") ? /^\*$/ : /^\d+\.\d+\.\d+$/);
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    }
  }
  expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
});

test("a contract that a page publishes stands without the page", () => {
  const own = IMPORTS.filter(({ from, room, to }) => PUBLISHED.has(from) && roomOf(to ?? "") === room);
  expect(own.filter(({ to }) => !PUBLISHED.has(to ?? ""))).toEqual([]);
});

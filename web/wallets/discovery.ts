/** The wallets of this page: those that announce themselves (EIP-6963), and where none does, `window.ethereum`. */

import { IMAGE_ADDRESS } from "idos-core/shape";
import type { PageKind } from "./adapters.ts";
import type { Provider } from "./provider.ts";

export type { Provider } from "./provider.ts";

/** A wallet as it announced itself: nobody vouches for its name. Other kinds will have a `kind` of their own. */
export interface DiscoveredWallet {
  readonly kind: PageKind;
  /** Another for each wallet of the list. */
  readonly uuid: string;
  /** One line of at most 64 characters. */
  readonly name: string;
  /** A `data:` address of an image. Show it with `<img>` only: an SVG may hold scripts. */
  readonly icon: string;
  readonly rdns: string;
  readonly provider: Provider;
}

const MAX_WALLETS = 32;
const [MAX_NAME, MAX_RDNS] = [64, 253];
/** How long wallets may take to announce themselves before `window.ethereum` is offered, in milliseconds. */
const PATIENCE = 500;

const UUID = /^[0-9a-f-]{36}$/i;
const MAX_ICON_CHARS = 256 * 1024;
/** What an address may have around and within it, and loses when it is read (URL standard §4.4). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are taken out
const BLANKS = /^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]/g;
/** Controls, formatting such as a change of direction, line separators, halves of characters, and heaps of marks. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?<=\p{M}{2})\p{M}+/gu;

const NO_ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%23777'" +
  " stroke-width='2'%3E%3Crect x='3' y='6' width='18' height='14' rx='2'/%3E%3Cpath d='M3 10h18M16 15h2'/%3E%3C/svg%3E";

const INJECTED_UUID = "00000000-0000-4000-8000-000000000000";
/** In the place of its reverse domain name. */
export const INJECTED = "window.ethereum";

/**
 * Look for wallets until the function that is given back is called. `onChange` gets the whole list each time it
 * changes. A wallet is listed whatever it says of itself, its words made fit to be shown; not what cannot be asked
 * anything, nor the same one twice. `injectedName` is what the page calls a wallet that the browser puts into each
 * page without a name.
 */
export function discoverWallets(
  onChange: (wallets: readonly DiscoveredWallet[]) => void,
  { injectedName = "Wallet of this browser" }: { readonly injectedName?: string } = {},
): () => void {
  let found: readonly DiscoveredWallet[] = [];
  const hear = (event: Event) => {
    const wallet = announced(event, found);
    if (wallet === null || found.length === MAX_WALLETS) return;
    found = [...found, wallet];
    onChange(found);
  };
  const resort = () => {
    const wallet = found.length === 0 ? injected(injectedName) : null;
    if (wallet !== null) onChange([wallet]);
  };
  addEventListener("eip6963:announceProvider", hear);
  addEventListener("ethereum#initialized", resort);
  dispatchEvent(new Event("eip6963:requestProvider"));
  const timer = setTimeout(resort, PATIENCE);
  return () => {
    clearTimeout(timer);
    removeEventListener("eip6963:announceProvider", hear);
    removeEventListener("ethereum#initialized", resort);
  };
}

/** What announces itself, if it can be asked and is another than those that are known. */
function announced(event: Event, known: readonly DiscoveredWallet[]): DiscoveredWallet | null {
  try {
    const { info, provider } = (event as CustomEvent<{ info: unknown; provider: unknown }>).detail;
    if (!isProvider(provider) || typeof info !== "object" || info === null) return null;
    const wallet = described(info, provider);
    return known.some((other) => isSame(other, wallet)) ? null : unmistakable(wallet, known);
  } catch {
    return null; // members may be getters, and throw
  }
}

function described(info: object, provider: Provider): DiscoveredWallet {
  const { uuid, name, icon, rdns } = info as Record<string, unknown>;
  const product = line(rdns, MAX_RDNS);
  return {
    kind: "EVM",
    uuid: typeof uuid === "string" && UUID.test(uuid) ? uuid : crypto.randomUUID(),
    name: line(name, MAX_NAME) || line(product, MAX_NAME) || "Wallet",
    icon: image(icon),
    rdns: product || "unknown",
    provider,
  };
}

/** Whether it is one wallet that announces itself again; some make a new provider each time. */
function isSame(one: DiscoveredWallet, other: DiscoveredWallet): boolean {
  if (one.provider === other.provider) return true;
  return one.uuid === other.uuid && one.rdns === other.rdns && one.name === other.name;
}

/** One wallet may not take another's place by taking its uuid. */
function unmistakable(wallet: DiscoveredWallet, known: readonly DiscoveredWallet[]): DiscoveredWallet {
  const isTaken = known.some(({ uuid }) => uuid === wallet.uuid);
  return isTaken ? { ...wallet, uuid: crypto.randomUUID() } : wallet;
}

function injected(name: string): DiscoveredWallet | null {
  try {
    const provider = (globalThis as { ethereum?: unknown }).ethereum;
    if (!isProvider(provider)) return null;
    const wallet = { kind: "EVM", uuid: INJECTED_UUID, rdns: INJECTED, name } as const;
    return { ...wallet, icon: NO_ICON, provider };
  } catch {
    return null;
  }
}

function isProvider(value: unknown): value is Provider {
  return typeof (value as { request?: unknown } | null | undefined)?.request === "function";
}

/** Untrusted words as one line; empty when there is nothing to show. */
function line(value: unknown, most: number): string {
  if (typeof value !== "string") return "";
  const shown = value
    .slice(0, 4 * most)
    .replace(UNSHOWN, " ")
    .replace(/\s+/g, " ")
    .trim();
  return shown
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();
}

function image(value: unknown): string {
  if (typeof value !== "string" || value.length > MAX_ICON_CHARS) return NO_ICON;
  const address = value.replace(BLANKS, "");
  return IMAGE_ADDRESS.test(address) ? address : NO_ICON;
}

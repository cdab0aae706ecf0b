/** The wallets that extensions announce in this page (EIP-6963). */

import { matching, object, record, type Shape } from "idos-sdk/wire";

/** The one door to a wallet (EIP-1193). */
export interface Provider {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>;
  on?(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener?(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** A wallet as it announced itself: nobody vouches for its name. Other kinds will have a `kind` of their own. */
export interface DiscoveredWallet {
  readonly kind: "EVM";
  readonly uuid: string;
  readonly name: string;
  /** A `data:` address of an image. Show it with `<img>` only: an SVG may hold scripts. */
  readonly icon: string;
  readonly rdns: string;
  readonly provider: Provider;
}

const MAX_WALLETS = 32;
const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const NAME = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,64}$/u;
const RDNS = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const ICON = /^data:image\/(svg\+xml|png|jpeg|webp|gif)[;,]/i;
const MAX_ICON_CHARS = 256 * 1024;

const icon: Shape<string> = (value) => {
  const address = matching(ICON, "Not an image in the address itself.")(value);
  return address.length > MAX_ICON_CHARS ? matching(/^$/, "Too large an image.")(address) : address;
};

const info = record({
  uuid: matching(UUID_4, "Not a version 4 UUID."),
  name: matching(NAME, "Not a name."),
  icon,
  rdns: matching(RDNS, "Not a reverse domain name."),
});

const provider: Shape<Provider> = (value) => {
  if (typeof object(value).request !== "function") throw new TypeError("Not a provider.");
  return value as Provider;
};

const detail = record({ info, provider });

/**
 * Look for wallets until the function that is given back is called. `onChange` gets the whole list each time one
 * is added; what announces itself malformed, or a second time, is passed over.
 */
export function discoverWallets(onChange: (wallets: readonly DiscoveredWallet[]) => void): () => void {
  let found: readonly DiscoveredWallet[] = [];
  const hear = (event: Event) => {
    const wallet = announced(event);
    if (wallet === null || found.length === MAX_WALLETS) return;
    if (found.some(({ uuid }) => uuid === wallet.uuid)) return;
    found = [...found, wallet];
    onChange(found);
  };
  addEventListener("eip6963:announceProvider", hear);
  dispatchEvent(new Event("eip6963:requestProvider"));
  return () => removeEventListener("eip6963:announceProvider", hear);
}

function announced(event: Event): DiscoveredWallet | null {
  try {
    const { info, provider } = detail((event as CustomEvent<unknown>).detail);
    return { kind: "EVM", ...info, provider };
  } catch {
    return null;
  }
}

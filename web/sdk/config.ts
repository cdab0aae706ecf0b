/** What a page's own server tells it: the node, the other sites, and who is known by name (`/config.json`). */

import { fromUtf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { list, optional, record, type Shape, text } from "idos-core/shape";
import { Directory, origin, type Party, party } from "./directory.ts";
import { nodeUrl, readBounded } from "./node.ts";
import { networkName } from "./protocol/results.ts";

/** Where each site is; null where a deployment has none. */
export interface Sites {
  readonly enclave: string;
  readonly isle: string;
  readonly dashboard: string;
  readonly consumer: string;
  readonly wallet: string | null;
  readonly neobank: string | null;
  readonly charlie: string | null;
  readonly start: string | null;
}

export interface Config {
  readonly node: string;
  /** The chain id of the node's network; null where the operator does not say. */
  readonly network: string | null;
  readonly sites: Sites;
  readonly directory: Directory;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_PARTIES = 256;
/** How long the settings may take to arrive, in milliseconds. */
const TIMEOUT = 30_000;

const perhaps = optional(origin, null);

const config: Shape<Config> = record<Config>({
  node: (value) => nodeUrl(text(value)),
  network: optional(networkName, null),
  sites: record<Sites>({
    enclave: origin,
    isle: origin,
    dashboard: origin,
    consumer: origin,
    wallet: perhaps,
    neobank: perhaps,
    charlie: perhaps,
    start: perhaps,
  }),
  directory: (value) => new Directory(list<Party>(party, MAX_PARTIES)(value)),
});

/** Throws `bad_config` for anything that does not fit. */
export function readConfig(value: unknown): Config {
  try {
    return config(value);
  } catch (error) {
    throw badConfig(error instanceof IdosError ? error.message : "");
  }
}

/** The network that a node must belong to: of the operator's node it is known, of others by their first use. */
export function networkOf({ node, network }: Config, url: string): string | null {
  return nodeUrl(url) === node ? network : null;
}

/** The settings of this page's site. Throws `bad_config`, `unreachable`, `network` or `timeout`. */
export async function loadConfig(): Promise<Config> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await fetch("/config.json", { cache: "no-cache", signal }).catch(() => null);
  if (!response?.ok) throw new IdosError("unreachable", "The page's settings could not be loaded.");
  const body = await readBounded(response, MAX_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(body));
  } catch {
    throw badConfig("It is not JSON.");
  }
  return readConfig(value);
}

function badConfig(detail: string): IdosError {
  return new IdosError("bad_config", `The page's settings are not understood. ${detail}`);
}

/** A page whose only content is the SDK, for tests that drive it in a real browser. */

import { open, publicKeyOf, seal } from "idos-core/box";
import { fromHex, toBase64, toHex, utf8 } from "idos-core/bytes";
import { refusalOf } from "idos-core/errors";
import { contentHash } from "idos-core/hash";
import { discoverWallets } from "idos-wallets/discovery";
import { connect, onAccountsChanged, onDisconnect, reconnect } from "idos-wallets/evm";
import { loadConfig } from "../config.ts";
import { Consumer } from "../consumer.ts";
import { changeKey } from "../keyChange.ts";
import { anonymousNode } from "../node.ts";
import { Person } from "../person.ts";
import { REFUSALS } from "../protocol/refusals.ts";
import { Session } from "../session.ts";
import { ServerKey } from "../signer.ts";

/** Runs the body of a function of `sdk`, and gives what it returned, bytes as hex, or the refusal. */
async function run(body: (sdk: typeof tools) => Promise<unknown>): Promise<unknown> {
  try {
    return { result: plain(await body(tools)) };
  } catch (error) {
    return { error: { ...refusalOf(error), ...(error instanceof TypeError && { message: String(error) }) } };
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

const tools = {
  Consumer,
  Person,
  REFUSALS,
  ServerKey,
  Session,
  anonymousNode,
  changeKey,
  connect,
  contentHash,
  discoverWallets,
  fromHex,
  loadConfig,
  onAccountsChanged,
  onDisconnect,
  open,
  publicKeyOf,
  reconnect,
  seal,
  toBase64,
  utf8,
};

Object.assign(window, { run });

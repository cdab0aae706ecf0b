/** A page whose only content is the SDK and the wallets, for tests that drive it in a real browser. */

import { open, publicKeyOf, seal } from "idos-core/box";
import { fromHex, toBase64, toHex, utf8 } from "idos-core/bytes";
import { refusalOf } from "idos-core/errors";
import { contentHash } from "idos-core/hash";
import { loadConfig } from "idos-sdk/config";
import { Consumer } from "idos-sdk/consumer";
import { changeKey } from "idos-sdk/key-change";
import { anonymousNode } from "idos-sdk/node";
import { Person } from "idos-sdk/person";
import { REFUSALS } from "idos-sdk/protocol/refusals";
import { Session } from "idos-sdk/session";
import { ServerKey } from "idos-sdk/signer";
import { discoverWallets } from "../discovery.ts";
import { connect, onAccountsChanged, onDisconnect, reconnect } from "../evm.ts";

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

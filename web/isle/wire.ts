/** Everything that passes between the element and its frame: docs/isle.md, "Messages". No content ever does. */

import { invalid } from "idos-core/errors";
import { THEMES } from "idos-look/theme";
import { WALLET_TYPES } from "idos-sdk/walletKinds";
import {
  boolean,
  count,
  list,
  matching,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  uuid,
} from "idos-sdk/wire";
import { APPLICATION_STATES, STATES } from "./host.ts";

/** The first message of the element to its frame; it carries the port. */
export const HELLO = "idos-isle:hello";

const MAX_LOCK = 100 * 366 * 86_400;

/** How long an answer may take, in milliseconds: an app's server, and a person with her wallet. */
export const HOST_TIME = 30_000;
export const WALLET_TIME = 600_000;

const shortText = (limit: number): Shape<string> => {
  return (value) => {
    const given = text(value);
    if (given.length > limit || !given.isWellFormed()) throw invalid("A text is malformed or too long.");
    return given;
  };
};

const countTo = (limit: number): Shape<number> => {
  return (value) => {
    if (count(value) > limit) throw invalid("A number is out of range.");
    return value as number;
  };
};

const bytesTo = (limit: number): Shape<Uint8Array> => {
  return (value) => {
    if (!(value instanceof Uint8Array) || value.length > limit)
      throw invalid("Bytes are missing or too many.");
    return value;
  };
};

/** An `http` or `https` address, in its normal form. */
const address: Shape<string> = (value) => {
  const url = URL.parse(shortText(2048)(value));
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "")
    throw invalid("This is no web address.");
  return url.href;
};

const like = (pattern: RegExp) => matching(pattern, "A text is not of its form.");
const line = shortText(256);
const maybe = <Value>(shape: Shape<Value>) => optional(shape, null);

const icon: Shape<string> = (value) => {
  const given = shortText(262_144)(value);
  if (!/^data:image\/(svg\+xml|png|jpeg|webp|gif)[;,]/i.test(given)) throw invalid("This is no image.");
  return given;
};

const walletId = like(/^[0-9a-f-]{36}$/i);
/** A wallet that announced itself to the page (EIP-6963). `id` is of this visit, `rdns` of the product. */
export const wallet = record({ id: walletId, name: shortText(64), rdns: shortText(256), icon });
export const wallets = list(wallet, 32);
export type WalletInfo = ReturnType<typeof wallet>;

/** Who a wallet says is there. */
export const account = record({
  kind: oneOf(...WALLET_TYPES),
  address: line,
  publicKey: maybe(line),
  authType: like(/^[a-z0-9_]{1,32}$/),
  sender: bytesTo(128),
  identifier: line,
});
export type Account = ReturnType<typeof account>;
export const accountOrNone = maybe(account);

/** What an app that asks for data says of itself, without its handlers. */
const consumer = record({
  credentialType: shortText(64),
  issuers: list(line, 20),
  purpose: shortText(300),
  fields: list(like(/^[A-Za-z][A-Za-z0-9_]{0,63}$/), 40),
  lockSeconds: countTo(MAX_LOCK),
  grantee: like(/^[\x21-\x7e]{1,256}$/),
  encryptionPublicKey: like(/^[A-Za-z0-9+/]{43}=$/),
});
const issuer = record({ credentialType: shortText(64), canRetry: boolean });

export type IssuerFacts = ReturnType<typeof issuer>;
export type ConsumerFacts = ReturnType<typeof consumer>;

/** What the app wants of the person; nothing before it said so. */
export const facts = record({ issuer: maybe(issuer), consumer: maybe(consumer) });
export type HostFacts = ReturnType<typeof facts>;

/** What the page around it wants it to look like; a value that can not be used is empty. */
export const look = record({
  theme: oneOf(...THEMES),
  accent: shortText(64),
  radius: shortText(64),
  fontSize: shortText(64),
});
export type Look = ReturnType<typeof look>;

export const shown = record({ isOpen: boolean });
export const height = record({ height: countTo(4000) });
export const state = record({ state: oneOf(...STATES), address: maybe(line), profileId: maybe(uuid) });

export const connectArgs = record({ wallet: walletId, isSilent: boolean });
export const textArgs = record({ address: line, text: shortText(16_384) });
export const bytesArgs = record({ address: line, message: bytesTo(65_536) });
export const urlArgs = record({ url: address });
export const signature = shortText(1024);
export const signatureBytes = bytesTo(1024);

/** The text that shows who holds a wallet. */
export const challenge = shortText(4096);

export const opened = record({ url: address });

export const application = record({
  state: oneOf(...APPLICATION_STATES),
  reasons: maybe(list(shortText(300), 10)),
  url: maybe(address),
  canRetry: maybe(boolean),
});
export type ApplicationState = ReturnType<typeof application>;

/** The app's handlers that the frame may ask, and no others. */
export const HANDLERS = [
  "challenge",
  "prove",
  "createProfile",
  "permission",
  "verify",
  "application",
  "retry",
  "granted",
] as const;
export type HandlerName = (typeof HANDLERS)[number];

export type Ask = (args: unknown) => Promise<unknown>;

/** Everything that passes between the element and its frame: docs/isle.md, "Messages". No content ever does. */

import { invalid } from "idos-core/errors";
import {
  anything,
  boolean,
  bytesTo,
  countTo,
  IMAGE_ADDRESS,
  list,
  matching,
  nothing,
  oneOf,
  optional,
  record,
  type Shape,
  textTo,
  uuid,
  webAddress,
} from "idos-core/shape";
import { THEMES } from "idos-look/theme";
import { request } from "idos-ports/messages";
import { type WriteGrant, writeGrant } from "idos-sdk/protocol/grants";
import { WALLET_TYPES } from "idos-sdk/wallet-kinds";
import { APPLICATION_STATES, type SignedChallenge, STATES } from "./host.ts";

/** The first message of the element to its frame; it carries the port. */
export const HELLO = "idos-isle:hello";

const MAX_LOCK = 100 * 366 * 86_400;

/** How long an answer may take, in milliseconds: an app's server, and a person with a wallet. */
const HOST_TIME = 30_000;
const WALLET_TIME = 600_000;

const like = (pattern: RegExp) => matching(pattern, "A text is not of its form.");
const line = textTo(256);
const maybe = <Value>(shape: Shape<Value>) => optional(shape, null);

const icon: Shape<string> = (value) => {
  const given = textTo(262_144)(value);
  if (!IMAGE_ADDRESS.test(given)) throw invalid("This is no image.");
  return given;
};

const walletId = like(/^[0-9a-f-]{36}$/i);
/** A wallet that announced itself to the page (EIP-6963). `id` is of this visit, `rdns` of the product. */
export const wallet = record({ id: walletId, name: textTo(64), rdns: textTo(256), icon });
export type WalletInfo = ReturnType<typeof wallet>;

/** The account that a wallet names. */
const account = record({
  kind: oneOf(...WALLET_TYPES),
  address: line,
  publicKey: maybe(line),
  authType: like(/^[a-z0-9_]{1,32}$/),
  sender: bytesTo(128),
  identifier: line,
});
export type Account = ReturnType<typeof account>;

/** What an app that asks for data says of itself, without its handlers. */
const consumer = record({
  credentialType: textTo(64),
  issuers: list(line, 20),
  purpose: textTo(300),
  fields: list(like(/^[A-Za-z][A-Za-z0-9_]{0,63}$/), 40),
  lockSeconds: countTo(MAX_LOCK),
  grantee: like(/^[\x21-\x7e]{1,256}$/),
  encryptionPublicKey: like(/^[A-Za-z0-9+/]{43}=$/),
});
const issuer = record({ credentialType: textTo(64), canRetry: boolean });

export type IssuerFacts = ReturnType<typeof issuer>;
export type ConsumerFacts = ReturnType<typeof consumer>;

/** What the app wants of the person; nothing before it said so. */
export const facts = record({ issuer: maybe(issuer), consumer: maybe(consumer) });
export type HostFacts = ReturnType<typeof facts>;

/** What the page around it wants it to look like; a value that cannot be used is empty. */
const look = record({
  theme: oneOf(...THEMES),
  accent: textTo(64),
  radius: textTo(64),
  fontSize: textTo(64),
});
export type Look = ReturnType<typeof look>;

export const opened = record({ url: webAddress });

export const application = record({
  state: oneOf(...APPLICATION_STATES),
  reasons: maybe(list(textTo(300), 10)),
  url: maybe(webAddress),
  canRetry: maybe(boolean),
});
export type ApplicationState = ReturnType<typeof application>;

/** A profile at the app, as its handlers name it. */
interface Who {
  profileId: string;
}

/** A request to the app itself: the element hands on what the frame sent, and the app's server reads it. */
function ofApp<Args, Result>(result: Shape<Result>) {
  return request(anything as Shape<Args>, result, HOST_TIME);
}

/** The app's handlers that the frame may ask, and no others. */
const handlers = {
  challenge: ofApp<Who & { address: string }, string>(textTo(4096)),
  prove: ofApp<Who & { wallet: SignedChallenge }, void>(nothing),
  createProfile: ofApp<Who & { encryptionPublicKey: string; wallet: SignedChallenge }, void>(nothing),
  permission: ofApp<Who & { identifier: string }, WriteGrant>(writeGrant),
  verify: ofApp<Who & { grant: WriteGrant; signature: string }, { url: string }>(opened),
  application: ofApp<Who, ApplicationState>(application),
  retry: ofApp<Who, { url: string }>(opened),
  granted: ofApp<{ copyId: string; grantId: string; ownerId: string }, void>(nothing),
};
export type HandlerName = keyof typeof handlers;
export const HANDLERS = Object.keys(handlers) as HandlerName[];

const shown = record({ isOpen: boolean });

/** What the frame says to the element. */
export const FROM_FRAME = {
  requests: {
    connect: request(record({ wallet: walletId, isSilent: boolean }), maybe(account), WALLET_TIME),
    signText: request(record({ address: line, text: textTo(16_384) }), textTo(1024), WALLET_TIME),
    signBytes: request(record({ address: line, message: bytesTo(65_536) }), bytesTo(1024), WALLET_TIME),
    /** Have the page go to another address. */
    go: request(record({ url: webAddress }), nothing, HOST_TIME),
    ...handlers,
  },
  events: {
    state: record({ state: oneOf(...STATES), address: maybe(line), profileId: maybe(uuid) }),
    height: record({ height: countTo(4000) }),
    shown,
  },
};

/** What the element says to the frame. */
export const FROM_ELEMENT = {
  requests: {},
  events: { facts, wallets: list(wallet, 32), account: maybe(account), look, shown },
};

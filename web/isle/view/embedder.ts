/** The page that embeds the frame: who it is, what its wallets sign, and what its app answers. */

import { IdosError } from "idos-core/errors";
import { type WriteGrant, writeGrant } from "idos-sdk/protocol/grants";
import type { Shape } from "idos-sdk/wire";
import { Channel, type Handlers } from "../channel.ts";
import type { IsleStateDetail, SignedChallenge } from "../host.ts";
import * as wire from "../wire.ts";

/** What an app's refusal may mean for the frame; any other is that it could not do what it was asked. */
const HOST_CODES = new Set(["unproven", "other_wallet", "names_missing"]);

export interface Greeting {
  origin: string;
  port: MessagePort;
}

/** The embedding page's first message, which pins its origin. One for each load of the frame. */
export function greeted(frame: Window): Promise<Greeting> {
  return new Promise((resolve) => {
    const hear = ({ source, origin, data, ports }: MessageEvent<unknown>) => {
      const [port] = ports;
      if (source !== frame.parent || !port || !isHello(data) || !isOriginOfParent(origin, frame)) return;
      frame.removeEventListener("message", hear);
      resolve({ origin, port });
    };
    frame.addEventListener("message", hear);
  });
}

function isHello(data: unknown): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === wire.HELLO;
}

/** Where the browser lists the ancestors, the nearest must be the one that speaks. */
function isOriginOfParent(origin: string, frame: Window): boolean {
  const ancestors: DOMStringList | undefined = frame.location.ancestorOrigins;
  return origin !== "null" && (ancestors?.item(0) ?? origin) === origin;
}

/** A person at the app, as its handlers name her. */
interface Who {
  profileId: string;
}

/** All that the frame may ask of the page around it. Throws `declined` and the like as the wallet refuses. */
export class Embedder {
  readonly #channel: Channel;

  constructor(port: MessagePort, notices: Handlers["notices"]) {
    this.#channel = new Channel(port, { methods: {}, notices });
  }

  state(detail: IsleStateDetail): void {
    this.#channel.tell("state", detail);
  }

  height(height: number): void {
    this.#channel.tell("height", { height });
  }

  shown(isOpen: boolean): void {
    this.#channel.tell("shown", { isOpen });
  }

  /** Whom a wallet shows to this page; when asked silently, null if it would have to ask the person first. */
  connect(wallet: string, isSilent: boolean): Promise<wire.Account | null> {
    return this.#channel.call("connect", { wallet, isSilent }, wire.accountOrNone, wire.WALLET_TIME);
  }

  signText(address: string, text: string): Promise<string> {
    return this.#channel.call("signText", { address, text }, wire.signature, wire.WALLET_TIME);
  }

  signBytes(address: string, message: Uint8Array): Promise<Uint8Array> {
    return this.#channel.call("signBytes", { address, message }, wire.signatureBytes, wire.WALLET_TIME);
  }

  /** Have the page go to another address. */
  go(url: string): Promise<unknown> {
    return this.#channel.call("go", { url }, (answer) => answer, wire.HOST_TIME);
  }

  challenge(who: Who & { address: string }): Promise<string> {
    return this.#ask("challenge", who, wire.challenge);
  }

  prove(proof: Who & { wallet: SignedChallenge }): Promise<void> {
    return this.#ask("prove", proof, nothing);
  }

  createProfile(profile: Who & { encryptionPublicKey: string; wallet: SignedChallenge }): Promise<void> {
    return this.#ask("createProfile", profile, nothing);
  }

  permission(who: Who & { identifier: string }): Promise<WriteGrant> {
    return this.#ask("permission", who, writeGrant);
  }

  verify(signed: Who & { grant: WriteGrant; signature: string }): Promise<{ url: string }> {
    return this.#ask("verify", signed, wire.opened);
  }

  retry(who: Who): Promise<{ url: string }> {
    return this.#ask("retry", who, wire.opened);
  }

  application(who: Who): Promise<wire.ApplicationState> {
    return this.#ask("application", who, wire.application);
  }

  granted(grant: { copyId: string; grantId: string; ownerId: string }): Promise<void> {
    return this.#ask("granted", grant, nothing);
  }

  /** Ask the app. Throws `unproven`, `other_wallet`, `names_missing`, or `host_failed`. */
  async #ask<Result>(name: wire.HandlerName, args: unknown, shape: Shape<Result>): Promise<Result> {
    try {
      return await this.#channel.call(name, args, shape, wire.HOST_TIME);
    } catch (error) {
      const code = error instanceof IdosError && HOST_CODES.has(error.code) ? error.code : "host_failed";
      throw new IdosError(code, `The app could not do what it was asked: ${name}.`);
    }
  }
}

const nothing: Shape<void> = () => undefined;

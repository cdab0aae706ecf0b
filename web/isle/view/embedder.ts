/** The page that embeds the frame: what its wallets sign, and what its app answers. */

import { IdosError } from "idos-core/errors";
import type { ArgsOf, DataOf, EventName, Handlers, ResultOf } from "idos-ports/messages";
import { Port } from "idos-ports/port";
import { type Account, FROM_ELEMENT, FROM_FRAME, type HandlerName } from "../protocol.ts";

type Said = typeof FROM_FRAME;

/** What an app's refusal may mean for the frame; any other is that it could not do what it was asked. */
const HOST_CODES = new Set(["unproven", "other_wallet", "names_missing"]);

/** All that the frame may ask of the page around it. Throws `declined` and the like as the wallet refuses. */
export class Embedder {
  readonly #port: Port<Said, typeof FROM_ELEMENT>;

  constructor(end: MessagePort, events: Handlers<typeof FROM_ELEMENT>["events"]) {
    this.#port = new Port(end, { out: FROM_FRAME, in: FROM_ELEMENT }, { requests: {}, events });
  }

  tell<Name extends EventName<Said>>(name: Name, data: DataOf<Said, Name>): void {
    this.#port.tell(name, data);
  }

  /** The account that a wallet shows to this page; when asked silently, null if it would have to ask first. */
  connect(wallet: string, isSilent: boolean): Promise<Account | null> {
    return this.#port.call("connect", { wallet, isSilent });
  }

  signText(address: string, text: string): Promise<string> {
    return this.#port.call("signText", { address, text });
  }

  signBytes(address: string, message: Uint8Array): Promise<Uint8Array> {
    return this.#port.call("signBytes", { address, message });
  }

  /** Have the page go to another address. */
  go(url: string): Promise<void> {
    return this.#port.call("go", { url });
  }

  /** Ask the app. Throws `unproven`, `other_wallet`, `names_missing`, or `host_failed`. */
  async ask<Name extends HandlerName>(name: Name, args: ArgsOf<Said, Name>): Promise<ResultOf<Said, Name>> {
    try {
      return await this.#port.call(name, args);
    } catch (error) {
      const code = error instanceof IdosError && HOST_CODES.has(error.code) ? error.code : "host_failed";
      throw new IdosError(code, `The app could not do what it was asked: ${name}.`);
    }
  }
}

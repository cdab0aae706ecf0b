/**
 * Who is signed in, at which node. The tab remembers it, so that a reload goes on with the session; keys are in
 * memory only, so that they have to be opened again.
 */

import { fromHex, toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { type Config, networkOf } from "idos-sdk/config";
import { Consumer } from "idos-sdk/consumer";
import { nodeUrl } from "idos-sdk/node";
import { Session } from "idos-sdk/session";
import type { Signer } from "idos-sdk/signer";
import { matching, optional, record, type Shape, text } from "idos-sdk/wire";

/** What signs is not at hand: the key file is closed, or the wallet is not connected. */
export const KEY_NEEDED = "key_needed";

const REMEMBERED = "idos-consumer account";

/** A signer that is known by name, whether or not its key is at hand. */
export class Seat implements Signer {
  readonly authType: string;
  readonly sender: Uint8Array;
  readonly identifier: string;
  #hand: Signer | null = null;

  constructor({ authType, sender, identifier }: Omit<Signer, "sign">) {
    this.authType = authType;
    this.sender = sender;
    this.identifier = identifier;
  }

  get isFilled(): boolean {
    return this.#hand !== null;
  }

  /** Take the key that signs from now on, or null for none. Throws `other_key` when it is somebody else's. */
  fill(hand: Signer | null): void {
    if (hand !== null && hand.identifier !== this.identifier) {
      throw new IdosError("other_key", "This key is not that of who is signed in.");
    }
    this.#hand = hand;
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    if (this.#hand === null) throw new IdosError(KEY_NEEDED, "The key that signs is not at hand.");
    return this.#hand.sign(message);
  }
}

export interface Account {
  readonly node: string;
  readonly seat: Seat;
  /** The wallet's reverse domain name; null for a key file. */
  readonly wallet: string | null;
  readonly consumer: Consumer;
}

/** Prove to a node who asks, and remember it for this tab. */
export async function signIn(
  config: Config,
  node: string,
  hand: Signer,
  wallet: string | null,
): Promise<Account> {
  const account = accountOf(config, node, new Seat(hand), wallet);
  account.seat.fill(hand);
  await account.consumer.session.signIn();
  const { authType, sender, identifier } = hand;
  tab()?.setItem(REMEMBERED, JSON.stringify({ node, authType, sender: toHex(sender), identifier, wallet }));
  return account;
}

/** Who signed in before this page was loaded; null when nobody did, or the session is over. */
export function rememberedAccount(config: Config): Account | null {
  const stored = tab()?.getItem(REMEMBERED) ?? null;
  if (stored === null) return null;
  try {
    const { node, wallet, sender, ...who } = remembered(JSON.parse(stored));
    const account = accountOf(config, node, new Seat({ ...who, sender: fromHex(sender) }), wallet);
    return account.consumer.session.isSignedIn ? account : null;
  } catch {
    return null;
  }
}

/** End the session. It is over here even when the node can not be told. */
export async function signOut({ consumer, seat }: Account): Promise<void> {
  seat.fill(null);
  tab()?.removeItem(REMEMBERED);
  await consumer.session.signOut();
}

interface Remembered {
  readonly node: string;
  readonly authType: string;
  readonly sender: string;
  readonly identifier: string;
  readonly wallet: string | null;
}

const remembered: Shape<Remembered> = record<Remembered>({
  node: (value) => nodeUrl(text(value)),
  authType: text,
  sender: matching(/^[0-9a-f]+$/, "Not a sender."),
  identifier: text,
  wallet: optional(text, null),
});

function accountOf(config: Config, node: string, seat: Seat, wallet: string | null): Account {
  const session = new Session(node, seat, { chainId: networkOf(config, node), signReads: true });
  return { node, seat, wallet, consumer: new Consumer(session) };
}

/** The tab's storage; a browser may refuse it. */
function tab(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

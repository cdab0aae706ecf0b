/** Who is signed in, at which node, as a tab remembers it across reloads: without keys, which are in memory only. */

import { json, ofTab } from "idos-app/memory";
import { fromHex, toHex } from "idos-core/bytes";
import { matching, optional, record, text } from "idos-core/shape";
import { type Config, networkOf } from "idos-sdk/config";
import { Consumer } from "idos-sdk/consumer";
import { nodeUrl } from "idos-sdk/node";
import { Session } from "idos-sdk/session";
import { DetachableSigner, type Identity } from "./signer.ts";

export interface Login {
  readonly node: string;
  readonly signer: DetachableSigner;
  /** The wallet's reverse domain name; null for a key file. */
  readonly wallet: string | null;
  readonly consumer: Consumer;
}

interface RememberedLogin {
  readonly node: string;
  readonly authType: string;
  /** In hex. */
  readonly sender: string;
  readonly identifier: string;
  readonly wallet: string | null;
}

const memory = ofTab(
  "idos-consumer account",
  json(
    record<RememberedLogin>({
      node: (value) => nodeUrl(text(value)),
      authType: text,
      sender: matching(/^([0-9a-f]{2})+$/, "Not a sender."),
      identifier: text,
      wallet: optional(text, null),
    }),
  ),
);

export function loginOf(config: Config, node: string, identity: Identity, wallet: string | null): Login {
  const signer = new DetachableSigner(identity);
  const session = new Session(node, signer, { chainId: networkOf(config, node), signReads: true });
  return { node, signer, wallet, consumer: new Consumer(session) };
}

export function remember({ node, signer, wallet }: Login): void {
  const { authType, sender, identifier } = signer;
  memory.value = { node, authType, sender: toHex(sender), identifier, wallet };
}

export function forgetLogin(): void {
  memory.forget();
}

/** Who signed in before this page was loaded; null when nobody did, or the session is over. */
export function rememberedLogin(config: Config): Login | null {
  const stored = memory.value;
  if (stored === null) return null;
  const { node, wallet, sender, ...identity } = stored;
  const login = loginOf(config, node, { ...identity, sender: fromHex(sender) }, wallet);
  return login.consumer.session.isSignedIn ? login : null;
}

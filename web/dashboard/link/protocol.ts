/**
 * What the dashboard and the window it opens say to each other. Both are of this origin, on a channel whose name
 * only the two know: it is in the window's fragment.
 */

import { toHex } from "idos-core/bytes";
import { count, list, matching, nothing, oneOf, optional, record, type Shape, text } from "idos-core/shape";
import { request } from "idos-ports/messages";
import type { WalletProof } from "idos-sdk/signer";
import { WALLET_TYPES } from "idos-sdk/wallet-kinds";

/** What the window is to do. */
export interface Task {
  readonly profileId: string;
  readonly nonce: string;
  /** Unix seconds. */
  readonly expiresAt: number;
  /** Addresses that are linked already. */
  readonly linked: readonly string[];
}

const NAME = /^#[0-9a-f]{32}$/;
const MAX_LINKED = 1000;

const task: Shape<Task> = record<Task>({
  profileId: text,
  nonce: text,
  expiresAt: count,
  linked: list(text, MAX_LINKED),
});

const proof: Shape<WalletProof> = record<WalletProof>({
  walletType: oneOf(...WALLET_TYPES),
  address: text,
  publicKey: optional(text, null),
  message: text,
  signature: matching(/^(0x)?[0-9a-f]+$/i, "Not a signature."),
});

/** The dashboard has another wallet signed for; until when, the task says. */
export const FROM_DASHBOARD = { requests: { prove: request(task, proof, null) }, events: {} };

/** The window says that it can be asked, each time it has loaded. */
export const FROM_WINDOW = { requests: {}, events: { ready: nothing } };

/** A name that nobody guesses, for a fragment. */
export function newName(random: Uint8Array): string {
  return `#${toHex(random)}`;
}

/** The channel of a fragment; null when there is none in it. */
export function channelOf(fragment: string): BroadcastChannel | null {
  return NAME.test(fragment) ? new BroadcastChannel(`link ${fragment}`) : null;
}

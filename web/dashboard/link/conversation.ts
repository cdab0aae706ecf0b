/**
 * What the dashboard and the window it opens say to each other. Both are of this origin, on a channel whose name
 * only the two know: it is in the window's fragment.
 */

import type { WalletProof } from "idos-sdk/signer";
import { WALLET_TYPES } from "idos-sdk/walletKinds";
import { count, list, matching, oneOf, optional, record, type Shape, text } from "idos-sdk/wire";

/** What the window is to do. */
export interface Task {
  readonly profileId: string;
  readonly nonce: string;
  /** Unix seconds. */
  readonly expiresAt: number;
  /** Addresses that are linked already. */
  readonly linked: readonly string[];
}

/** The window says that it is there; the dashboard gives the task; the window answers with a proof. */
export type Said =
  | { readonly kind: "ready" }
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "proof"; readonly proof: WalletProof };

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

const kind = record({ kind: oneOf("ready", "task", "proof") });

/** Throws `invalid` for what neither of the two says. */
export function read(value: unknown): Said {
  const said = kind(value);
  if (said.kind === "task") return { kind: "task", ...record({ task })(value) };
  if (said.kind === "proof") return { kind: "proof", ...record({ proof })(value) };
  return { kind: "ready" };
}

/** A name that nobody guesses, for a fragment. */
export function newName(random: Uint8Array): string {
  return `#${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The channel of a fragment; null when there is none in it. */
export function channelOf(fragment: string): BroadcastChannel | null {
  return NAME.test(fragment) ? new BroadcastChannel(`link ${fragment}`) : null;
}

/** The dashboard's side of linking: opens the window, and waits for what the other wallet signed. */

import { toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { Port } from "idos-ports/port";
import type { WalletProof } from "idos-sdk/signer";
import { LASTS, linkText } from "./message.ts";
import { channelOf, FROM_DASHBOARD, FROM_WINDOW, newName, type Task } from "./protocol.ts";

const PLACE = "popup,width=480,height=720";
const CLOSED_POLL = 300;

/**
 * Open the window, from a click. Throws `popup_blocked`, `cancelled` when it is closed, `timeout` when the text has
 * expired, and `bad_response` when something else was signed than this page asked for.
 */
export async function openLink(
  { profileId, linked }: Pick<Task, "profileId" | "linked">,
  signal: AbortSignal,
): Promise<WalletProof> {
  const name = newName(crypto.getRandomValues(new Uint8Array(16)));
  const nonce = toHex(crypto.getRandomValues(new Uint8Array(16)));
  const expiresAt = Math.floor(Date.now() / 1000) + LASTS;
  const channel = channelOf(name);
  const opened = window.open(`/link.html${location.search}${name}`, "_blank", PLACE);
  if (!opened || !channel) throw new IdosError("popup_blocked", "The browser did not let the window open.");
  const over = new AbortController();
  const task: Task = { profileId, nonce, expiresAt, linked };
  try {
    const proof = await Promise.race([
      proved(channel, task, over.signal),
      ended(opened, expiresAt, over.signal, signal),
    ]);
    if (proof.message === linkText({ ...task, origin: location.origin, address: proof.address }))
      return proof;
    throw new IdosError("bad_response", "Something else was signed than was asked for.");
  } finally {
    over.abort();
    channel.close();
    opened.close();
  }
}

/** What the window has signed. It is asked again each time it has loaded. */
function proved(channel: BroadcastChannel, task: Task, over: AbortSignal): Promise<WalletProof> {
  return new Promise((resolve, reject) => {
    const sides = { out: FROM_DASHBOARD, in: FROM_WINDOW };
    const ready = () => void port.call("prove", task, over).then(resolve, reject);
    const port = new Port(channel, sides, { requests: {}, events: { ready } });
  });
}

/** Rejects when the window is closed, the text has expired, or the signal says so. */
function ended(opened: Window, expiresAt: number, over: AbortSignal, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (code: string, message: string) => reject(new IdosError(code, message));
    const watch = setInterval(() => {
      if (opened.closed) fail("cancelled", "The window was closed.");
      if (Date.now() / 1000 > expiresAt) fail("timeout", "The text has expired.");
    }, CLOSED_POLL);
    over.addEventListener("abort", () => clearInterval(watch));
    signal.addEventListener("abort", () => reject(signal.reason), { signal: over });
  });
}

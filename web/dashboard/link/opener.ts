/** The dashboard's side of linking: opens the window, and waits for what the other wallet signed. */

import { toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { WalletProof } from "idos-sdk/signer";
import { channelOf, newName, read, type Said, type Task } from "./conversation.ts";
import { LASTS, linkText } from "./message.ts";

const PLACE = "popup,width=480,height=720";
const CLOSED_POLL = 300;

/**
 * Open the window, from a click. Throws `popup_blocked`, `cancelled` when it is closed, `timeout` when the text has
 * expired, and `bad_response` when something else was signed than this page asked for.
 */
export function openLink(
  { profileId, linked }: Pick<Task, "profileId" | "linked">,
  signal: AbortSignal,
): Promise<WalletProof> {
  const name = newName(crypto.getRandomValues(new Uint8Array(16)));
  const nonce = toHex(crypto.getRandomValues(new Uint8Array(16)));
  const expiresAt = Math.floor(Date.now() / 1000) + LASTS;
  const channel = channelOf(name);
  const opened = window.open(`/link.html${location.search}${name}`, "_blank", PLACE);
  if (!opened || !channel) {
    return Promise.reject(new IdosError("popup_blocked", "The browser did not let the window open."));
  }
  const over = new AbortController();
  const proof = new Promise<WalletProof>((resolve, reject) => {
    const fail = (code: string, message: string) => reject(new IdosError(code, message));
    const watch = setInterval(() => {
      if (opened.closed) fail("cancelled", "The window was closed.");
      if (Date.now() / 1000 > expiresAt) fail("timeout", "The text has expired.");
    }, CLOSED_POLL);
    over.signal.addEventListener("abort", () => clearInterval(watch));
    signal.addEventListener("abort", () => reject(signal.reason), { signal: over.signal });
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const said = read(data);
      const task: Task = { profileId, nonce, expiresAt, linked };
      if (said.kind === "ready") channel.postMessage({ kind: "task", task } satisfies Said);
      if (said.kind !== "proof") return;
      const wanted = linkText({ ...task, origin: location.origin, address: said.proof.address });
      if (said.proof.message === wanted) resolve(said.proof);
      else fail("bad_response", "Something else was signed than was asked for.");
    };
  });
  return proof.finally(() => {
    over.abort();
    channel.close();
    opened.close();
  });
}

/** The popup's side of the conversation: it is asked once, by the framed page that opened it. */

import type { Refusal } from "idos-core/errors";
import { listen, pageAt } from "idos-ports/sender";
import { t } from "../messages.ts";
import { GONE, type PopupReply, type PopupRequest, popupRequest, READY } from "../protocol.ts";

const POLL = 500;
/** The framed page closes this window with the answer; a window whose frame is gone closes by itself. */
const LAST = 1000;

export interface Asked {
  request: PopupRequest;
  answer: (result: unknown) => void;
  refuse: (refusal: Refusal) => void;
}

/**
 * Say that this window can be asked, and hear the question of the window that opened it, of this origin.
 * `onGone`: nobody waits for an answer, because the website, or the frame in it, was left or loaded again.
 */
export function whenAsked(
  opener: Window,
  onAsked: (asked: Asked) => void,
  onGone: (asked: Asked | null) => void,
): void {
  let asked: Asked | null = null;
  const over = new AbortController();
  const leave = () => {
    over.abort();
    onGone(asked);
  };
  const watch = setInterval(() => opener.closed && leave(), POLL);
  over.signal.addEventListener("abort", () => clearInterval(watch));
  const stop = listen(
    window,
    pageAt(() => opener, location.origin),
    popupRequest,
    ({ request, port }) => {
      stop();
      port.onmessage = (event) => event.data === GONE && !over.signal.aborted && leave();
      const reply = (body: PopupReply) => {
        over.abort();
        port.postMessage(body);
        setTimeout(() => window.close(), LAST);
      };
      asked = {
        request,
        answer: (result) => reply({ result }),
        refuse: ({ code, message }) => reply({ error: { code, message } }),
      };
      onAsked(asked);
    },
  );
  over.signal.addEventListener("abort", stop);
  opener.postMessage(READY, location.origin);
}

/** The person said no. Nothing is lost by it; the message is shown on the website. */
export const DECLINED: Refusal = { code: "declined", message: t.refusals.declined };

/** The popup's side of the conversation: it is asked once, by the framed page that opened it. */

import { type Refusal, refusalOf } from "idos-core/errors";
import { type PopupReply, type PopupRequest, READY } from "../exchange.ts";

export interface Asked {
  request: PopupRequest;
  answer: (result: unknown) => void;
  refuse: (refusal: Refusal) => void;
}

/** Say that this window can be asked, and hear the question of the window that opened it, of this origin. */
export function whenAsked(opener: Window, onAsked: (asked: Asked) => void): void {
  const onMessage = (event: MessageEvent<PopupRequest>) => {
    const port = event.ports[0];
    if (!port || event.source !== opener || event.origin !== location.origin) return;
    window.removeEventListener("message", onMessage);
    const reply = (body: PopupReply) => port.postMessage(body);
    onAsked({
      request: event.data,
      answer: (result) => reply({ result }),
      refuse: ({ code, message }) => reply({ error: { code, message } }),
    });
  };
  window.addEventListener("message", onMessage);
  opener.postMessage(READY, location.origin);
}

/** The person said no. Nothing is lost by it. */
export const DECLINED: Refusal = { code: "declined", message: "The person declined." };

/** The code under which a failure is put into words. */
export function codeOf(error: unknown): string {
  return refusalOf(error).code;
}

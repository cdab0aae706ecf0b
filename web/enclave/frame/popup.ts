/** The framed page's side of the popup, in which the person decides. */

import { IdosError } from "idos-core/errors";
import type { Theme } from "idos-look/theme";
import { handOver } from "idos-ports/handshake";
import { replyOn } from "idos-ports/replies";
import { listen, pageAt } from "idos-ports/sender";
import { t } from "../messages.ts";
import { GONE, type Intent, type Intents, isReady, type PopupRequest, popupResult } from "../protocol.ts";
import { aborted } from "./aborted.ts";

const WIDTH = 440;
const HEIGHT = 840;
const CLOSED_POLL = 200;

/** One window, opened by a click, asked once. */
export class Popup {
  readonly #window: Window;
  readonly #theme: Theme;
  readonly #ready: Promise<void>;

  private constructor(popup: Window, theme: Theme) {
    this.#window = popup;
    this.#theme = theme;
    const sender = pageAt(() => popup, location.origin);
    this.#ready = new Promise((resolve) => {
      const stop = listen(window, sender, isReady, () => {
        stop();
        resolve();
      });
    });
  }

  /** To be called from a click. Throws `popup_blocked`. The window has no name that others could ask for. */
  static open(theme: Theme): Popup {
    const left = Math.max(0, window.screen.availWidth - WIDTH);
    const place = `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=0`;
    const opened = window.open("/dialog.html", "_blank", place);
    if (!opened) throw new IdosError("popup_blocked", t.refusals.blocked);
    return new Popup(opened, theme);
  }

  focus(): void {
    this.#window.focus();
  }

  /**
   * Ask when the window is ready, and close it with the answer. Throws the popup's refusal, or `cancelled` when
   * it is closed.
   */
  async ask<Name extends Intent>(
    intent: Name,
    question: () => Promise<Intents[Name]["question"]>,
    signal: AbortSignal,
  ): Promise<Intents[Name]["answer"]> {
    const over = new AbortController();
    const exchange = async () => {
      await this.#ready;
      const message = await question();
      const request = { intent, message, configuration: { theme: this.#theme } };
      return this.#exchange(request, over.signal);
    };
    try {
      return await Promise.race([exchange(), this.#closed(over.signal), aborted(signal)]);
    } finally {
      over.abort();
      this.#window.close();
    }
  }

  async #exchange<Name extends Intent>(
    request: PopupRequest<Name>,
    over: AbortSignal,
  ): Promise<Intents[Name]["answer"]> {
    const port = handOver(this.#window, location.origin, request);
    window.addEventListener("pagehide", () => port.postMessage(GONE), { signal: over });
    return (await replyOn(port, popupResult)) as Intents[Name]["answer"];
  }

  #closed(over: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const timer = setInterval(() => {
        if (this.#window.closed) reject(new IdosError("cancelled", t.refusals.closed));
      }, CLOSED_POLL);
      over.addEventListener("abort", () => clearInterval(timer));
    });
  }
}

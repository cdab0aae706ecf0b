/** The framed page's side of the popup, in which the person decides. */

import { IdosError } from "idos-core/errors";
import type { Theme } from "idos-look/theme";
import { GONE, type Intent, type Intents, type PopupReply, type PopupRequest, READY } from "../exchange.ts";
import { t } from "../messages.ts";

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
    this.#ready = new Promise((resolve) => {
      const onMessage = (event: MessageEvent) => {
        if (event.source !== popup || event.origin !== location.origin || event.data !== READY) return;
        window.removeEventListener("message", onMessage);
        resolve();
      };
      window.addEventListener("message", onMessage);
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

  #exchange<Name extends Intent>(
    request: PopupRequest<Name>,
    over: AbortSignal,
  ): Promise<Intents[Name]["answer"]> {
    const { port1, port2 } = new MessageChannel();
    window.addEventListener("pagehide", () => port1.postMessage(GONE), { signal: over });
    return new Promise((resolve, reject) => {
      port1.onmessage = ({ data }: MessageEvent<PopupReply>) => {
        port1.close();
        if ("error" in data) reject(new IdosError(data.error.code, data.error.message));
        else resolve(data.result as Intents[Name]["answer"]);
      };
      this.#window.postMessage(request, location.origin, [port2]);
    });
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

/** Rejects when the signal is aborted, with its reason if that is ours, else with `timeout`. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () =>
      reject(
        signal.reason instanceof IdosError ? signal.reason : new IdosError("timeout", t.refusals.timeout),
      );
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Puts a question to the person: a button in the frame, a click, the popup, its answer. One at a time. */

import { showTheme, type Theme } from "idos-look/theme";
import type { Intent, Intents } from "../protocol.ts";
import { aborted } from "./aborted.ts";
import { Popup } from "./popup.ts";
import type { Prompt, ViewState } from "./view.tsx";

/** A question for the popup, with the button that leads to it. */
export interface Question<Name extends Intent> {
  prompt: Prompt;
  intent: Name;
  /** Made when the popup can be asked. */
  message: () => Promise<Intents[Name]["question"]>;
  isNew: boolean;
  theme: Theme;
}

export class Prompter {
  readonly #show: (state: ViewState) => void;
  readonly #notify: (isNeeded: boolean) => void;

  /** `show` draws the frame; `notify` tells the embedding page whether the person is needed. */
  constructor(show: (state: ViewState) => void, notify: (isNeeded: boolean) => void) {
    this.#show = show;
    this.#notify = notify;
  }

  /** Ask. Throws `popup_blocked`, `cancelled` or `declined`, `timeout`, or the reason of the signal. */
  async ask<Name extends Intent>(
    question: Question<Name>,
    signal: AbortSignal,
  ): Promise<Intents[Name]["answer"]> {
    showTheme(question.theme);
    const clicked = this.#clicked(question);
    this.#notify(true);
    try {
      const popup = await Promise.race([clicked, aborted(signal)]);
      return await popup.ask(question.intent, question.message, signal);
    } finally {
      this.#show(null);
      this.#notify(false);
    }
  }

  /** The popup, which only a click may open. Further clicks bring it to the front. */
  #clicked({ prompt, isNew, theme }: Question<Intent>): Promise<Popup> {
    return new Promise((resolve, reject) => {
      let popup: Popup | null = null;
      const onClick = () => {
        if (popup) return popup.focus();
        try {
          popup = Popup.open(theme);
        } catch (error) {
          return reject(error);
        }
        this.#show({ prompt, isNew, isOpen: true, onClick });
        resolve(popup);
      };
      this.#show({ prompt, isNew, isOpen: false, onClick });
    });
  }
}

/** Brings a question to the person: a button in the frame, a click, the popup, its answer. One at a time. */

import { showTheme, type Theme } from "idos-look/theme";
import type { Intent, Intents } from "../exchange.ts";
import { aborted, Popup } from "./popup.ts";
import type { Prompt, Scene } from "./stage.tsx";

export interface Desk {
  /** Ask. Throws `cancelled` or `declined`, `timeout`, or the reason of the signal. */
  ask<Name extends Intent>(
    prompt: Prompt,
    intent: Name,
    question: () => Promise<Intents[Name]["question"]>,
    view: { isNew?: boolean; theme: Theme },
    signal: AbortSignal,
  ): Promise<Intents[Name]["answer"]>;
}

export const RESTING: Scene = { prompt: null, isNew: false, isOpen: false, onClick: () => {} };

/** `show` draws a scene; `notify` tells the embedding page whether the person is needed. */
export function deskOf(show: (scene: Scene) => void, notify: (isNeeded: boolean) => void): Desk {
  return {
    async ask(prompt, intent, question, { isNew = false, theme }, signal) {
      let popup: Popup | null = null;
      showTheme(theme);
      const clicked = new Promise<Popup>((resolve, reject) => {
        const onClick = () => {
          if (popup) return popup.focus();
          try {
            popup = Popup.open(theme);
          } catch (error) {
            return reject(error);
          }
          show({ prompt, isNew, isOpen: true, onClick });
          resolve(popup);
        };
        show({ prompt, isNew, isOpen: false, onClick });
      });
      notify(true);
      try {
        const opened = await Promise.race([clicked, aborted(signal)]);
        return await opened.ask(intent, question, signal);
      } finally {
        show(RESTING);
        notify(false);
      }
    },
  };
}

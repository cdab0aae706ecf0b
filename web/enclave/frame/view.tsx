/** What the framed page shows: nothing to do, or one button, because only a click may open a window. */

import { Icon, type IconName } from "idos-look/icons";
import { t } from "../messages.ts";

/** The buttons; the first four by the ids that the official page has. */
export type Prompt = "unlock" | "continue" | "confirm" | "backup" | "share" | "change";

/** The question that waits for a click or for the popup; null when none does. */
export type ViewState = Waiting | null;

interface Waiting {
  prompt: Prompt;
  isNew: boolean;
  /** Whether the popup stands open. */
  isOpen: boolean;
  onClick: () => void;
}

const ICONS: Record<Prompt, IconName> = {
  unlock: "key",
  continue: "key",
  confirm: "eye",
  backup: "key",
  share: "share",
  change: "key",
};

export function View({ state }: { state: ViewState }) {
  if (state === null) {
    return (
      <main class="frame idle">
        <h1 class="visually-hidden">idOS Enclave</h1>
        <Icon name="check" />
        <p>
          <strong>{location.host}</strong>
          <span>{t.frame.idle}</span>
        </p>
      </main>
    );
  }
  const { prompt, isNew, isOpen, onClick } = state;
  const title = prompt === "unlock" && isNew ? t.frame.create : t.frame[prompt];
  return (
    <main class="frame">
      <h1 class="visually-hidden">idOS Enclave</h1>
      <button id={prompt} class={isNew ? "prompt create" : "prompt"} type="button" onClick={onClick}>
        <Icon name={ICONS[prompt]} />
        <span class="words">
          <strong>{isOpen ? t.frame.waiting : title}</strong>
          <span>{isOpen ? t.frame.toWindow : t.frame.where(location.host)}</span>
        </span>
      </button>
      <p class="visually-hidden" role="status">
        {isOpen ? t.frame.waiting : title}
      </p>
    </main>
  );
}

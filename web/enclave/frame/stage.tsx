/** What the framed page shows: nothing to do, or one button, because only a click may open a window. */

import { Icon, type IconName } from "idos-look/icons";
import { t } from "../messages.ts";

/** The buttons; the first four by the ids that the official page has. */
export type Prompt = "unlock" | "continue" | "confirm" | "backup" | "share" | "change";

export interface Scene {
  prompt: Prompt | null;
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

export function Stage({ prompt, isNew, isOpen, onClick }: Scene) {
  if (prompt === null) {
    return (
      <main class="stage resting">
        <h1 class="visually-hidden">idOS Enclave</h1>
        <Icon name="check" />
        <p>
          <strong>{location.host}</strong>
          <span>{t.frame.resting}</span>
        </p>
      </main>
    );
  }
  const title = prompt === "unlock" && isNew ? t.frame.create : t.frame[prompt];
  return (
    <main class="stage">
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

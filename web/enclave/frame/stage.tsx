/** What the framed page shows: nothing to do, or one button, because only a click may open a window. */

import { CheckIcon, EyeIcon, KeyIcon, ShareIcon } from "../icons.tsx";
import { t } from "../messages.ts";

/** The buttons, by the ids that the official page has. */
export type Prompt = "unlock" | "continue" | "confirm" | "backup" | "share";

export interface Scene {
  prompt: Prompt | null;
  isNew: boolean;
  /** Whether the popup stands open. */
  isOpen: boolean;
  onClick: () => void;
}

const ICONS = { unlock: KeyIcon, continue: KeyIcon, confirm: EyeIcon, backup: KeyIcon, share: ShareIcon };

export function Stage({ prompt, isNew, isOpen, onClick }: Scene) {
  if (prompt === null) {
    return (
      <main class="stage resting">
        <h1 class="visually-hidden">idOS Enclave</h1>
        <CheckIcon />
        <p>
          <strong>{location.host}</strong>
          <span>{t.frame.resting}</span>
        </p>
      </main>
    );
  }
  const Icon = ICONS[prompt];
  const title = prompt === "unlock" && isNew ? t.frame.create : t.frame[prompt];
  return (
    <main class="stage">
      <h1 class="visually-hidden">idOS Enclave</h1>
      <button id={prompt} class={isNew ? "prompt create" : "prompt"} type="button" onClick={onClick}>
        <Icon />
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

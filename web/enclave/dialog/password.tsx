/** Fields for a password: one to open a key, and the pair that makes one. */

import { useState } from "preact/hooks";
import { ENOUGH_BITS } from "../keys/strength.ts";
import { t } from "../messages.ts";

export function PasswordField({
  id,
  label,
  value,
  onInput,
  error,
  isNew = false,
  isShown,
  onShow,
  describedBy,
}: {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  error: string | null;
  isNew?: boolean;
  isShown: boolean;
  onShow?: () => void;
  describedBy?: string;
}) {
  // Preact's types tell text fields and password fields apart; this one is either.
  const kind = isShown ? ({ type: "text" } as const) : ({ type: "password" } as const);
  const notes = [describedBy, error === null ? undefined : `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">
        <input
          id={id}
          {...kind}
          value={value}
          autocomplete={isNew ? "new-password" : "current-password"}
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={error !== null}
          aria-describedby={notes || undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {onShow && (
          <button
            class="reveal small"
            type="button"
            aria-pressed={isShown}
            aria-controls={id}
            onClick={onShow}
          >
            {isShown ? t.password.hide : t.password.show}
          </button>
        )}
      </div>
      {error !== null && (
        <p class="error small" role="alert" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** Whether the password is shown, and the button that changes it. */
export function useReveal(): { isShown: boolean; show: (isShown: boolean) => void; toggle: () => void } {
  const [isShown, show] = useState(false);
  return { isShown, show, toggle: () => show(!isShown) };
}

export function Strength({ id, bits }: { id: string; bits: number }) {
  const level = strengthLevel(bits);
  return (
    <div class="strength" id={id}>
      <meter
        aria-label={t.password.strength}
        min={0}
        max={4}
        low={2}
        high={3}
        optimum={4}
        value={Math.min(4, level + 0.15)}
      />
      <span class="small">{t.password.levels[level]}</span>
      <p class="small quiet">{t.password.rule}</p>
    </div>
  );
}

/** 0 to 4; a new profile's password must reach 3. */
function strengthLevel(bits: number): number {
  const bounds = [ENOUGH_BITS / 2, (ENOUGH_BITS * 3) / 4, ENOUGH_BITS, ENOUGH_BITS * 1.4];
  return bounds.filter((bound) => bits >= bound).length;
}

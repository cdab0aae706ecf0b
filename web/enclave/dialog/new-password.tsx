/** A new password: strong enough, written twice, or suggested. */

import { useMemo, useState } from "preact/hooks";
import { generatePassphrase } from "../keys/passphrase.ts";
import { ENOUGH_BITS, strengthBits } from "../keys/strength.ts";
import { t } from "../messages.ts";
import { Status } from "../parts.tsx";
import { PasswordField, Strength, useReveal } from "./password.tsx";

interface Errors {
  password: string | null;
  repeat: string | null;
}

const NO_ERRORS: Errors = { password: null, repeat: null };

export interface NewPassword {
  password: string;
  repeat: string;
  suggested: string;
  bits: number;
  errors: Errors;
  setPassword: (text: string) => void;
  setRepeat: (text: string) => void;
  suggest: () => void;
  /** Whether the password may be used; if not, says why beside the field, and goes there. */
  check: () => boolean;
  /** Tell something else about the password. */
  refuse: (text: string) => void;
}

/** `obvious`: words that a guesser would try first. */
export function useNewPassword(obvious: string[]): NewPassword {
  const [password, setPassword] = useState("");
  const [repeat, setRepeat] = useState("");
  const [errors, setErrors] = useState(NO_ERRORS);
  const [suggested, setSuggested] = useState("");
  const words = obvious.join(" ");
  const bits = useMemo(() => strengthBits(password, words.split(" ")), [password, words]);

  const suggest = () => {
    const passphrase = generatePassphrase();
    setPassword(passphrase);
    setRepeat(passphrase);
    setErrors(NO_ERRORS);
    setSuggested(passphrase);
  };
  const check = () => {
    const found = {
      password: bits < ENOUGH_BITS ? t.password.tooWeak : null,
      repeat: password === repeat ? null : t.password.differ,
    };
    setErrors(found);
    const wrong = found.password !== null ? "password" : found.repeat !== null ? "repeat" : null;
    if (wrong !== null) document.getElementById(wrong)?.focus();
    return wrong === null;
  };
  const refuse = (text: string) => setErrors({ password: text, repeat: null });
  return { password, repeat, suggested, bits, errors, setPassword, setRepeat, suggest, check, refuse };
}

export function NewPasswordFields({
  entry,
  label,
  repeatLabel,
}: {
  entry: NewPassword;
  label: string;
  repeatLabel: string;
}) {
  const reveal = useReveal();
  const suggest = () => {
    entry.suggest();
    reveal.show(true);
  };
  return (
    <>
      <PasswordField
        id="password"
        label={label}
        value={entry.password}
        onInput={entry.setPassword}
        error={entry.errors.password}
        isNew
        isShown={reveal.isShown}
        onShow={reveal.toggle}
        describedBy="strength"
      />
      <Strength id="strength" bits={entry.bits} />
      <button class="link suggest" type="button" onClick={suggest}>
        {t.password.offer}
      </button>
      <Status>
        {entry.suggested !== "" && (
          <>
            {t.password.suggested}
            <strong class="suggestion code">{entry.suggested}</strong>
          </>
        )}
      </Status>
      <PasswordField
        id="repeat"
        label={repeatLabel}
        value={entry.repeat}
        onInput={entry.setRepeat}
        error={entry.errors.repeat}
        isNew
        isShown={reveal.isShown}
      />
    </>
  );
}

/** A new profile: a password that is strong enough, written twice, and the kit that saves it. */

import { publicKeyOf } from "idos-core/box";
import { toBase64 } from "idos-core/bytes";
import { createSecretKey } from "idos-core/kdf";
import { useMemo, useState } from "preact/hooks";
import type { Approval, Duration, KeyAnswer, KeyQuestion } from "../exchange.ts";
import { generatePassphrase } from "../keys/passphrase.ts";
import { ENOUGH_BITS, strengthBits } from "../keys/strength.ts";
import { refusalText, t } from "../messages.ts";
import { Choice, Page, Status, shortName, Working } from "../parts.tsx";
import { UseCard } from "./duration.tsx";
import { Kit } from "./kit.tsx";
import { codeOf } from "./opener.ts";
import { PasswordField, Strength, useReveal } from "./password.tsx";

interface Errors {
  password: string | null;
  repeat: string | null;
}

const NO_ERRORS: Errors = { password: null, repeat: null };

export function Create({
  question,
  grant,
  onDone,
  onDecline,
}: {
  question: KeyQuestion;
  grant: (duration: Duration) => Promise<Approval>;
  onDone: (answer: KeyAnswer) => void;
  onDecline: () => void;
}) {
  const [made, setMade] = useState<{ secretKey: Uint8Array; password: string; duration: Duration } | null>(
    null,
  );
  if (made) {
    const finish = async () =>
      onDone({ secretKey: made.secretKey, duration: made.duration, approval: await grant(made.duration) });
    return (
      <Kit
        userId={question.userId}
        publicKey={toBase64(publicKeyOf(made.secretKey))}
        password={made.password}
        done={t.kit.done}
        onDone={finish}
      />
    );
  }
  return <Choose question={question} onMade={setMade} onDecline={onDecline} />;
}

function Choose({
  question: { requester, scopes, userId },
  onMade,
  onDecline,
}: {
  question: KeyQuestion;
  onMade: (made: { secretKey: Uint8Array; password: string; duration: Duration }) => void;
  onDecline: () => void;
}) {
  const [password, setPassword] = useState("");
  const [repeat, setRepeat] = useState("");
  const [duration, setDuration] = useState<Duration>(0);
  const [errors, setErrors] = useState(NO_ERRORS);
  const [suggested, setSuggested] = useState("");
  const [done, setDone] = useState<number | null>(null);
  const reveal = useReveal();
  const name = shortName(requester);
  const bits = useMemo(() => strengthBits(password, [name, userId]), [password, name, userId]);

  const suggest = () => {
    const passphrase = generatePassphrase();
    setPassword(passphrase);
    setRepeat(passphrase);
    setErrors(NO_ERRORS);
    setSuggested(passphrase);
    reveal.show(true);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const found = {
      password: bits < ENOUGH_BITS ? t.password.tooWeak : null,
      repeat: password === repeat ? null : t.password.differ,
    };
    setErrors(found);
    const wrong = found.password !== null ? "password" : found.repeat !== null ? "repeat" : null;
    if (wrong !== null) return document.getElementById(wrong)?.focus();
    setDone(0);
    try {
      onMade({ secretKey: await createSecretKey(password, userId, setDone), password, duration });
    } catch (failure) {
      setErrors({ password: refusalText(codeOf(failure)), repeat: null });
      setDone(null);
    }
  };

  return (
    <Page title={t.create.title}>
      <p class="lead">{t.create.lead}</p>
      <form onSubmit={submit} noValidate>
        <PasswordField
          id="password"
          label={t.password.label}
          value={password}
          onInput={setPassword}
          error={errors.password}
          isNew
          isShown={reveal.isShown}
          onShow={reveal.toggle}
          describedBy="strength"
        />
        <Strength id="strength" bits={bits} />
        <button class="link suggest" type="button" onClick={suggest}>
          {t.password.offer}
        </button>
        <Status>
          {suggested !== "" && (
            <>
              {t.password.suggested}
              <strong class="suggestion code">{suggested}</strong>
            </>
          )}
        </Status>
        <PasswordField
          id="repeat"
          label={t.password.repeat}
          value={repeat}
          onInput={setRepeat}
          error={errors.repeat}
          isNew
          isShown={reveal.isShown}
        />
        <h2>{t.create.may(name)}</h2>
        <UseCard requester={requester} scopes={scopes} duration={duration} onDuration={setDuration} />
        <Working done={done} />
        <Choice no={t.decline} yes={t.create.submit} onNo={onDecline} isBusy={done !== null} />
      </form>
    </Page>
  );
}

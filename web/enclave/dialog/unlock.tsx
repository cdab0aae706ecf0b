/** An existing profile: its password, and consent if there is none yet. */

import { fromBase64 } from "idos-core/bytes";
import { unlockSecretKey } from "idos-core/kdf";
import { dateText } from "idos-look/text";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Choice, Page, shortName, Working } from "../parts.tsx";
import type { Approval, Duration, KeyAnswer, KeyQuestion } from "../protocol.ts";
import { Durations, UseCard } from "./duration.tsx";
import { PasswordField, useReveal } from "./password.tsx";
import { useSlowWork } from "./slow.ts";

export function Unlock({
  question,
  expectedPublicKey,
  standing,
  grant,
  onDone,
  onDecline,
}: {
  question: KeyQuestion;
  expectedPublicKey: string;
  standing: Approval | null;
  grant: (duration: Duration) => Promise<Approval>;
  onDone: (answer: KeyAnswer) => void;
  onDecline: () => void;
}) {
  const { requester, scopes, userId } = question;
  const [password, setPassword] = useState("");
  const [duration, setDuration] = useState<Duration>(0);
  const [error, setError] = useState<string | null>(null);
  const { done, run } = useSlowWork();
  const reveal = useReveal();
  const name = shortName(requester);

  const unlock = async (onProgress: (done: number) => void) => {
    const secretKey = await unlockSecretKey(password, userId, fromBase64(expectedPublicKey), onProgress);
    onDone({ secretKey, duration, approval: standing ?? (await grant(duration)) });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (password === "") return setError(t.password.empty);
    setError(null);
    run(unlock, (text) => {
      setError(text);
      document.getElementById("password")?.focus();
    });
  };

  return (
    <Page title={standing ? t.unlock.standingTitle : t.unlock.title(name)}>
      <p class="lead">{t.unlock.lead}</p>
      <form onSubmit={submit} noValidate>
        {standing ? (
          <>
            <p class="note">{t.unlock.standing(name, dateText(standing.until))}</p>
            <Durations duration={duration} onDuration={setDuration} />
          </>
        ) : (
          <UseCard requester={requester} scopes={scopes} duration={duration} onDuration={setDuration} />
        )}
        <PasswordField
          id="password"
          label={t.password.label}
          value={password}
          onInput={setPassword}
          error={error}
          isShown={reveal.isShown}
          onShow={reveal.toggle}
        />
        <Working done={done} />
        <Choice
          no={standing ? t.unlock.cancel : t.decline}
          yes={standing ? t.unlock.plainUnlock : t.unlock.allow}
          onNo={onDecline}
          isBusy={done !== null}
        />
      </form>
    </Page>
  );
}

/** A new profile: its password, and the kit that saves it. */

import { publicKeyOf } from "idos-core/box";
import { toBase64 } from "idos-core/bytes";
import { createSecretKey } from "idos-core/kdf";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Choice, Page, shortName, Working } from "../parts.tsx";
import type { Approval, Duration, KeyAnswer, KeyQuestion } from "../protocol.ts";
import { UseCard } from "./duration.tsx";
import { Kit } from "./kit.tsx";
import { NewPasswordFields, useNewPassword } from "./new-password.tsx";
import { useSlowWork } from "./slow.ts";

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
  const name = shortName(requester);
  const entry = useNewPassword([name, userId]);
  const [duration, setDuration] = useState<Duration>(0);
  const { done, run } = useSlowWork();

  const submit = (event: Event) => {
    event.preventDefault();
    if (!entry.check()) return;
    const { password } = entry;
    run(async (onProgress) => {
      onMade({ secretKey: await createSecretKey(password, userId, onProgress), password, duration });
    }, entry.refuse);
  };

  return (
    <Page title={t.create.title}>
      <p class="lead">{t.create.lead}</p>
      <form onSubmit={submit} noValidate>
        <NewPasswordFields entry={entry} label={t.password.label} repeatLabel={t.password.repeat} />
        <h2>{t.create.may(name)}</h2>
        <UseCard requester={requester} scopes={scopes} duration={duration} onDuration={setDuration} />
        <Working done={done} />
        <Choice no={t.decline} yes={t.create.submit} onNo={onDecline} isBusy={done !== null} />
      </form>
    </Page>
  );
}

/** The recovery kit of an existing profile: the password is not kept, so it is asked for and checked. */

import { fromBase64 } from "idos-core/bytes";
import { unlockSecretKey } from "idos-core/kdf";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Choice, Page, Working } from "../parts.tsx";
import type { BackupQuestion } from "../protocol.ts";
import { Kit } from "./kit.tsx";
import { PasswordField, useReveal } from "./password.tsx";
import { useSlowWork } from "./slow.ts";

export function Backup({
  question: { userId, expectedPublicKey },
  onDone,
  onDecline,
}: {
  question: BackupQuestion;
  onDone: () => void;
  onDecline: () => void;
}) {
  const [password, setPassword] = useState("");
  const [isChecked, setChecked] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { done, run } = useSlowWork();
  const reveal = useReveal();

  const check = async (onProgress: (done: number) => void) => {
    await unlockSecretKey(password, userId, fromBase64(expectedPublicKey), onProgress);
    setChecked(true);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setError(null);
    run(check, setError);
  };

  if (isChecked) {
    return (
      <Kit
        userId={userId}
        publicKey={expectedPublicKey}
        password={password}
        done={t.backup.close}
        onDone={onDone}
      />
    );
  }
  return (
    <Page title={t.backup.title}>
      <p class="lead">{t.backup.lead}</p>
      <form onSubmit={submit} noValidate>
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
        <Choice no={t.unlock.cancel} yes={t.backup.submit} onNo={onDecline} isBusy={done !== null} />
      </form>
    </Page>
  );
}

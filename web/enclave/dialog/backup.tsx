/** The recovery kit of an existing profile: the password is not kept, so it is asked for and checked. */

import { fromBase64 } from "idos-core/bytes";
import { unlockSecretKey } from "idos-core/kdf";
import { useState } from "preact/hooks";
import { refusalText, t } from "../messages.ts";
import { Choice, Page, Working } from "../parts.tsx";
import type { BackupQuestion } from "../protocol.ts";
import { Kit } from "./kit.tsx";
import { codeOf } from "./opener.ts";
import { PasswordField, useReveal } from "./password.tsx";

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
  const [done, setDone] = useState<number | null>(null);
  const reveal = useReveal();

  const submit = async (event: Event) => {
    event.preventDefault();
    setError(null);
    setDone(0);
    try {
      await unlockSecretKey(password, userId, fromBase64(expectedPublicKey), setDone);
      setChecked(true);
    } catch (failure) {
      setError(refusalText(codeOf(failure)));
      setDone(null);
    }
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

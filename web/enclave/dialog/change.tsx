/** Another password for an existing profile: the present one, the new one, and the kit that saves it. */

import { publicKeyOf } from "idos-core/box";
import { fromBase64, toBase64 } from "idos-core/bytes";
import { createSecretKey, unlockSecretKey } from "idos-core/kdf";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Choice, Page, shortName, Working } from "../parts.tsx";
import type { ChangeQuestion } from "../protocol.ts";
import { Kit } from "./kit.tsx";
import { NewPasswordFields, useNewPassword } from "./new-password.tsx";
import { PasswordField, useReveal } from "./password.tsx";
import { useSlowWork } from "./slow.ts";

export function Change({
  question,
  onDone,
  onDecline,
}: {
  question: ChangeQuestion;
  onDone: (secretKey: Uint8Array) => void;
  onDecline: () => void;
}) {
  const [made, setMade] = useState<{ secretKey: Uint8Array; password: string } | null>(null);
  if (!made) return <Choose question={question} onMade={setMade} onDecline={onDecline} />;
  return (
    <Kit
      userId={question.userId}
      publicKey={toBase64(publicKeyOf(made.secretKey))}
      password={made.password}
      note={t.change.kit(shortName(question.requester))}
      done={t.kit.done}
      onDone={() => onDone(made.secretKey)}
    />
  );
}

function Choose({
  question: { requester, userId, expectedPublicKey },
  onMade,
  onDecline,
}: {
  question: ChangeQuestion;
  onMade: (made: { secretKey: Uint8Array; password: string }) => void;
  onDecline: () => void;
}) {
  const name = shortName(requester);
  const entry = useNewPassword([name, userId]);
  const [present, setPresent] = useState("");
  const [error, setError] = useState<string | null>(null);
  const { done, run } = useSlowWork();
  const reveal = useReveal();

  const change = (password: string) => async (onProgress: (done: number) => void) => {
    const expected = fromBase64(expectedPublicKey);
    await unlockSecretKey(present, userId, expected, (part) => onProgress(part / 2));
    const secretKey = await createSecretKey(password, userId, (part) => onProgress((1 + part) / 2));
    onMade({ secretKey, password });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setError(null);
    if (!entry.check()) return;
    const { password } = entry;
    if (password.normalize("NFKC") === present.normalize("NFKC")) return entry.refuse(t.change.same);
    run(change(password), (text) => {
      setError(text);
      document.getElementById("present")?.focus();
    });
  };

  return (
    <Page title={t.change.title}>
      <p class="lead">{t.change.lead(name)}</p>
      <form onSubmit={submit} noValidate>
        <PasswordField
          id="present"
          label={t.change.present}
          value={present}
          onInput={setPresent}
          error={error}
          isShown={reveal.isShown}
          onShow={reveal.toggle}
        />
        <NewPasswordFields entry={entry} label={t.change.password} repeatLabel={t.change.repeat} />
        <Working done={done} />
        <Choice no={t.unlock.cancel} yes={t.change.submit} onNo={onDecline} isBusy={done !== null} />
      </form>
    </Page>
  );
}

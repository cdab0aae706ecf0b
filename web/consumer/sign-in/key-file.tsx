/** Choosing a key file and opening it with its password, here in the page. */

import { Button, Failure, Field, KeyText, PartyName, Progress } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { Icon } from "idos-look/icons";
import type { Directory } from "idos-sdk/directory";
import { type KeyFile, type Keys, MAX_KEY_FILE_BYTES, readKeyFile } from "idos-sdk/keystore";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages.ts";

type ErrorCode = keyof typeof t.errors;

/** `onOpened` gets the keys; what it throws is shown here. */
export function KeyFileForm({
  directory,
  submit,
  onOpened,
}: {
  directory: Directory;
  submit: string;
  onOpened: (keys: Keys) => Promise<void> | void;
}) {
  const [password, setPassword] = useState("");
  const choosing = useTask(async (_, file: File) => {
    opening.reset();
    return readKeyFile(new Uint8Array(await file.slice(0, MAX_KEY_FILE_BYTES + 1).arrayBuffer()));
  });
  const opening = useTask(async ({ report, signal }, file: KeyFile) => {
    const keys = await file.open(password, report);
    // The form is gone by now: the key must not stay open.
    if (signal.aborted) return keys.forget();
    try {
      await onOpened(keys);
    } catch (error) {
      keys.forget();
      throw error;
    }
    setPassword("");
  });
  const chosen = choosing.error ? null : choosing.result;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (chosen) form.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
  }, [chosen]);
  const ownError = textOf(opening.error?.code);
  const send = (event: Event) => {
    event.preventDefault();
    if (chosen) void opening.run(chosen);
  };
  return (
    <form class="key-file" ref={form} onSubmit={send}>
      <FileChoice hasFile={chosen !== null} onFile={(file) => void choosing.run(file)} />
      {choosing.error && (
        <p class="error" role="alert">
          {textOf(choosing.error.code) ?? choosing.error.message}
        </p>
      )}
      {chosen && (
        <>
          <div class="key-owner">
            <span class="small quiet">{t.signIn.of}</span>
            <Owner directory={directory} identifier={chosen.card.identifier} />
          </div>
          <Field
            label={t.signIn.password}
            type="password"
            autocomplete="current-password"
            isRequired
            value={password}
            onInput={setPassword}
            error={ownError}
          />
          {opening.error && !ownError && (
            <Failure error={opening.error} onRetry={() => void opening.run(chosen)} />
          )}
          {opening.isBusy && <Progress label={t.signIn.opening} done={opening.done ?? 0} />}
          <Button type="submit" kind="primary" icon="key" isBusy={opening.isBusy}>
            {submit}
          </Button>
        </>
      )}
    </form>
  );
}

/** Whose keys: by the directory's name, and the key itself. */
function Owner({ directory, identifier }: { directory: Directory; identifier: string }) {
  const party = directory.byIdentifier(identifier);
  if (!party) return <PartyName party={null} fallback={identifier} />;
  return (
    <>
      <PartyName party={party} fallback={identifier} />
      <KeyText text={identifier} label={t.empty.identifier} />
    </>
  );
}

function FileChoice({ hasFile, onFile }: { hasFile: boolean; onFile: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the control inside does it all
    <div
      class={`file-choice${isOver ? " over" : ""}`}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label class="button">
        <input
          class="visually-hidden"
          type="file"
          onChange={({ currentTarget }) => {
            take(currentTarget.files);
            currentTarget.value = ""; // so that the same file can be chosen again
          }}
        />
        <Icon name="document" />
        <span>{hasFile ? t.signIn.chooseOther : t.signIn.choose}</span>
      </label>
      <span class="small quiet">{t.signIn.drop}</span>
    </div>
  );
}

function textOf(code: string | undefined): string | null {
  return code !== undefined && Object.hasOwn(t.errors, code) ? t.errors[code as ErrorCode] : null;
}

import { Button, Card, Failure, Field } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { useState } from "preact/hooks";
import { type Names, sendNames } from "./bank.ts";
import { t } from "./messages.ts";

const MAX_NAME = 100;

/** Asks for the names, and hands them to the bank. */
export function NamesForm({ known, onDone }: { known: Names | null; onDone: (names: Names) => void }) {
  const [givenNames, setGivenNames] = useState(known?.givenNames ?? "");
  const [surname, setSurname] = useState(known?.surname ?? "");
  const task = useTask(async () => {
    const names = { givenNames: givenNames.trim(), surname: surname.trim() };
    await sendNames(names);
    onDone(names);
  });
  const isStrange = task.error?.code === "name_unsupported";
  const submit = (event: Event) => {
    event.preventDefault();
    void task.run();
  };
  return (
    <Card class="names">
      <form onSubmit={submit}>
        <Field
          label={t.names.given}
          hint={t.names.givenHint}
          value={givenNames}
          onInput={setGivenNames}
          autocomplete="given-name"
          maxLength={MAX_NAME}
          isRequired={surname.trim() === ""}
        />
        <Field
          label={t.names.surname}
          hint={t.names.surnameHint}
          value={surname}
          onInput={setSurname}
          error={isStrange ? t.names.unsupported : null}
          autocomplete="family-name"
          maxLength={MAX_NAME}
          isRequired={givenNames.trim() === ""}
        />
        <p class="small quiet">{t.names.why}</p>
        {task.error && !isStrange && <Failure error={task.error} onRetry={task.retry} />}
        <Button kind="primary" type="submit" isBusy={task.isBusy}>
          {t.names.next}
        </Button>
      </form>
    </Card>
  );
}

/** A credential of one's own making: written, encrypted, stored; and written anew. */

import { IdosError } from "idos-core/errors";
import { Button, Card, Empty, Failure, Field, Skeleton, Steps, toast } from "idos-kit/parts";
import { useLoaded, useTask } from "idos-kit/task";
import { ServerKey } from "idos-sdk/signer";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { type OwnDocument, type OwnField, ownContent, ownNotes, ownOf } from "../model/own.ts";
import { Locked } from "../parts/lock.tsx";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";
import type { DashboardSession } from "../state/session.ts";

const MAX_FIELDS = 50;
const MAX_NAME = 100;
const MAX_VALUE = 2000;
const EMPTY: OwnDocument = { name: "", fields: [{ name: "", value: "" }], label: "" };
/** Names that a document gives a meaning of its own. */
const TAKEN = /^(id|@.*)$/;

export function AddOwn() {
  return <Form initial={EMPTY} replaces={null} />;
}

/** The present version is unlocked and filled in. */
export function EditOwn({ id }: { id: string }) {
  const { portfolio, contents, person } = useDashboard();
  const { value } = portfolio;
  const isOpen = contents.isOpen.value;
  const original = value?.byId.get(id);
  const loaded = useLoaded(async () => {
    if (!original || !isOpen) return null;
    const { plaintext } = await contents.read(id, () => person.credential(id));
    return ownOf(plaintext, original.notes);
  }, [id, isOpen, original === undefined]);
  if (value === null) return <Skeleton lines={8} />;
  if (!original) return <Empty title={t.credential.gone} />;
  if (!isOpen) return <Locked />;
  if (loaded.error) return <Failure error={loaded.error} onRetry={loaded.retry} />;
  return loaded.result ? <Form initial={loaded.result} replaces={id} /> : <Skeleton lines={8} />;
}

type Step = keyof typeof t.ownForm.steps;

function Form({ initial, replaces }: { initial: OwnDocument; replaces: string | null }) {
  const dashboard = useDashboard();
  const [draft, setDraft] = useState(initial);
  const [isTried, setTried] = useState(false);
  const [step, setStep] = useState<Step>("encrypt");
  const errors = isTried ? errorsOf(draft) : {};
  const task = useTask(async () => {
    const id = await store(dashboard, filled(draft), replaces, setStep);
    toast(t.ownForm.saved);
    router.go("credential", id);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errorsOf(draft)).length === 0) void task.run();
  };
  const steps: Step[] = replaces === null ? ["encrypt", "store"] : ["encrypt", "store", "remove"];
  return (
    <form onSubmit={submit} noValidate>
      <Card class="form">
        <Field
          label={t.ownForm.name}
          hint={t.ownForm.nameHint}
          value={draft.name}
          onInput={(name) => setDraft({ ...draft, name })}
          error={errors.name ?? null}
          maxLength={MAX_NAME}
        />
        <Fields fields={draft.fields} onFields={(fields) => setDraft({ ...draft, fields })} />
        {errors.fields && (
          <p class="small error" role="alert">
            {errors.fields}
          </p>
        )}
        <Field
          label={t.ownForm.label}
          hint={t.ownForm.labelHint}
          value={draft.label}
          onInput={(label) => setDraft({ ...draft, label })}
          maxLength={MAX_NAME}
        />
      </Card>
      {replaces !== null && <p class="note">{t.ownForm.editMeans}</p>}
      {task.isBusy && (
        <Steps labels={steps.map((name) => t.ownForm.steps[name])} current={steps.indexOf(step)} />
      )}
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
      <div class="row">
        <Button kind="primary" type="submit" isBusy={task.isBusy}>
          {replaces === null ? t.ownForm.save : t.ownForm.saveEdit}
        </Button>
        <a
          class="button"
          href={replaces === null ? router.href("data") : router.href("credential", replaces)}
        >
          {t.cancel}
        </a>
      </div>
    </form>
  );
}

function Fields({ fields, onFields }: { fields: OwnField[]; onFields: (fields: OwnField[]) => void }) {
  const change = (at: number, part: Partial<OwnField>) =>
    onFields(fields.map((field, index) => (index === at ? { ...field, ...part } : field)));
  return (
    <div class="stack">
      {fields.map((field, at) => (
        <div class="pair" key={at}>
          <Field
            label={t.ownForm.field(at + 1)}
            value={field.name}
            onInput={(name) => change(at, { name })}
            maxLength={MAX_NAME}
          />
          <Field
            label={t.ownForm.value(at + 1)}
            value={field.value}
            onInput={(value) => change(at, { value })}
            maxLength={MAX_VALUE}
          />
          {fields.length > 1 && (
            <Button
              icon="close"
              isSmall
              label={t.ownForm.drop(at + 1)}
              onClick={() => onFields(fields.filter((_, index) => index !== at))}
            >
              <span class="visually-hidden">{t.ownForm.drop(at + 1)}</span>
            </Button>
          )}
        </div>
      ))}
      {fields.length < MAX_FIELDS && (
        <div>
          <Button icon="plus" isSmall onClick={() => onFields([...fields, { name: "", value: "" }])}>
            {t.ownForm.more}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Encrypt, store, and, when it replaces an older one, delete that. Gives the id of the new one. */
async function store(
  dashboard: DashboardSession,
  own: OwnDocument,
  replaces: string | null,
  report: (step: Step) => void,
): Promise<string> {
  const { person, keyring, contents, profile } = dashboard;
  const id = crypto.randomUUID();
  report("encrypt");
  await contents.unlock();
  const enclave = await keyring.enclave();
  const { encryptionPublicKey } = profile.value ?? (await person.profile());
  const sealed = await enclave.encrypt(ownContent(own), encryptionPublicKey);
  report("store");
  // A key made for this one alone: nobody, not even the person, can change what it signed.
  const key = ServerKey.generate();
  await dashboard.change(["credentials"], () =>
    person.addCredential({ id, sealed, publicNotes: ownNotes(own, id), key }),
  );
  key.forget();
  if (replaces !== null) {
    report("remove");
    await dashboard
      .change(["credentials", "grants_owned"], () => person.removeCredential(replaces))
      .catch((error: unknown) => {
        if (!(error instanceof IdosError)) throw error;
        toast(t.ownForm.half);
      });
  }
  return id;
}

/** Without blanks around, and without fields that are empty. */
function filled({ name, fields, label }: OwnDocument): OwnDocument {
  const kept = fields.map((field) => ({ name: field.name.trim(), value: field.value.trim() }));
  return {
    name: name.trim(),
    fields: kept.filter((field) => field.name !== "" || field.value !== ""),
    label: label.trim(),
  };
}

function errorsOf(draft: OwnDocument): { name?: string; fields?: string } {
  const { name, fields } = filled(draft);
  const names = fields.map((field) => field.name);
  const isIncomplete = fields.length === 0 || fields.some((field) => field.name === "" || field.value === "");
  const isTwice = new Set(names).size < names.length || names.some((each) => TAKEN.test(each));
  return {
    ...(name === "" && { name: t.ownForm.needName }),
    ...(isIncomplete ? { fields: t.ownForm.needField } : isTwice && { fields: t.ownForm.twice }),
  };
}

/** Credentials from an exported file, stored as one's own. */

import { IdosError } from "idos-core/errors";
import { Button, Card, Check, Failure, Progress, toast } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { readNotes } from "idos-sdk/credentials/attestation";
import { ServerKey } from "idos-sdk/signer";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { inTurn } from "../model/batch.ts";
import { titleOf } from "../model/describe.ts";
import { documentOf } from "../model/document.ts";
import { importFile, MAX_FILE, type Portable } from "../model/portable.ts";
import { Partly } from "../parts/partly.tsx";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";
import type { DashboardSession } from "../state/session.ts";

export function Import() {
  const reading = useTask(async (_, file: File) => {
    if (file.size > MAX_FILE) throw new IdosError("too_large", t.import.tooLarge);
    return importFile(await file.text());
  });
  const choose = (event: Event & { currentTarget: HTMLInputElement }) => {
    const file = event.currentTarget.files?.[0];
    if (file) void reading.run(file);
  };
  return (
    <>
      <Card class="form">
        <label class="file">
          <span>{t.import.file}</span>
          <input type="file" accept=".json,application/json" onChange={choose} />
        </label>
        {reading.error && (
          <p class="error" role="alert">
            {reading.error.code === "too_large" ? t.import.tooLarge : t.import.bad}
          </p>
        )}
      </Card>
      {reading.result && <Choose found={reading.result} />}
    </>
  );
}

function Choose({ found }: { found: readonly Portable[] }) {
  const dashboard = useDashboard();
  const { value } = dashboard.portfolio;
  const stateOf = ({ id, plaintext }: Portable) =>
    plaintext === null ? t.import.unreadable : value?.byId.has(id) ? t.import.here : null;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (at: number) => {
    const next = new Set(chosen);
    if (!next.delete(at)) next.add(at);
    setChosen(next);
  };
  const task = useTask(async (work) => {
    const items = found.filter((_, at) => chosen.has(at));
    const outcome = await inTurn(items, (item) => store(dashboard, item), work);
    if (outcome.done.length > 0) toast(t.import.done(outcome.done.length));
    if (outcome.done.length === items.length) {
      router.go("data");
      return null;
    }
    setChosen(new Set([...chosen].filter((at) => !outcome.done.includes(found[at] as Portable))));
    return outcome;
  });
  const outcome = task.isBusy ? null : task.result;
  return (
    <Card>
      <p role="status">{t.import.found(found.length)}</p>
      <ul class="stack">
        {found.map((item, at) => (
          <li key={item.id}>
            <Check isChecked={chosen.has(at)} onChange={() => toggle(at)}>
              {nameOf(item)}
              {stateOf(item) && <span class="small quiet"> · {stateOf(item)}</span>}
            </Check>
          </li>
        ))}
      </ul>
      <p class="small quiet">{t.remove.approval(Math.max(1, chosen.size))}</p>
      {task.isBusy && chosen.size > 1 && (
        <Progress label={t.batch.working} done={task.done ?? 0} total={chosen.size} />
      )}
      {outcome && (
        <Partly
          outcome={outcome}
          finished={outcome.done.length}
          open={outcome.failed.length + outcome.left.length}
        />
      )}
      {task.error && <Failure error={task.error} />}
      <div>
        <Button
          kind="primary"
          isBusy={task.isBusy}
          isDisabled={chosen.size === 0}
          onClick={() => void task.run()}
        >
          {t.import.import(chosen.size)}
        </Button>
      </div>
    </Card>
  );
}

function nameOf({ id, publicNotes, plaintext }: Portable): string {
  const original = { id, issuer: "", notes: readNotes(publicNotes), publicNotes, shares: [] };
  return titleOf(original, plaintext === null ? null : documentOf(plaintext));
}

/** Encrypted to the person, under a new id, signed with a key that is forgotten: what an issuer signed is inside. */
async function store(dashboard: DashboardSession, { publicNotes, plaintext }: Portable): Promise<void> {
  if (plaintext === null) throw new IdosError("cannot_decrypt", "The file does not have the content.");
  const { person, keyring } = dashboard;
  const enclave = await keyring.enclave();
  const { encryptionPublicKey } = await person.profile();
  const sealed = await enclave.encrypt(plaintext, encryptionPublicKey);
  const key = ServerKey.generate();
  await dashboard.change(["credentials"], () => person.addCredential({ sealed, publicNotes, key }));
  key.forget();
}

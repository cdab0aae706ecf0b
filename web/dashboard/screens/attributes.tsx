/** Short plain facts about a profile: shown, added, edited, removed. */

import {
  Button,
  Card,
  Choice,
  Dialog,
  Empty,
  Failure,
  Field,
  Pager,
  Pending,
  pageOf,
  Table,
  toast,
} from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { Attribute } from "idos-sdk/records";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Removal } from "../parts/removal.tsx";
import { useDashboard } from "../parts/session.ts";

const PAGE = 50;
const MAX_KEY = 200;
const MAX_VALUE = 2000;

type Asking = { edit: Attribute | null } | { remove: Attribute } | null;

export function Attributes() {
  const { attributes } = useDashboard();
  const { value, error } = attributes;
  const [page, setPage] = useState(1);
  const [asking, setAsking] = useState<Asking>(null);
  if (value === null) {
    return <Pending error={error} onRetry={attributes.refresh} lines={4} />;
  }
  const shown = pageOf(value, page, PAGE);
  const close = () => setAsking(null);
  const add = (
    <Button icon="plus" onClick={() => setAsking({ edit: null })}>
      {t.attributes.add}
    </Button>
  );
  return (
    <>
      {value.length === 0 ? (
        <Empty title={t.attributes.none}>
          <p class="quiet">{t.attributes.noneHelp}</p>
          {add}
        </Empty>
      ) : (
        <>
          <Rows rows={shown.items} onAsk={setAsking} />
          <Pager page={shown} onPage={setPage} />
          <div>{add}</div>
        </>
      )}
      {asking && "edit" in asking && <Edit attribute={asking.edit} onClose={close} />}
      {asking && "remove" in asking && <Remove attribute={asking.remove} onClose={close} />}
    </>
  );
}

function Rows({ rows, onAsk }: { rows: readonly Attribute[]; onAsk: (asking: Asking) => void }) {
  return (
    <Table
      caption={t.attributes.title}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { title: t.attributes.key, cell: ({ key }) => <strong class="long">{key}</strong> },
        { title: t.attributes.value, cell: ({ value }) => <span class="long">{value}</span> },
        {
          title: t.attributes.actions,
          isTitleHidden: true,
          cell: (attribute) => (
            <div class="row end">
              <Button
                isSmall
                label={t.attributes.editOne(attribute.key)}
                isDisabled={attribute.originalId !== null}
                onClick={() => onAsk({ edit: attribute })}
              >
                {t.attributes.edit}
              </Button>
              <Button
                isSmall
                kind="danger"
                label={t.attributes.removeOne(attribute.key)}
                onClick={() => onAsk({ remove: attribute })}
              >
                {t.attributes.remove}
              </Button>
            </div>
          ),
        },
      ]}
    />
  );
}

function Edit({ attribute, onClose }: { attribute: Attribute | null; onClose: () => void }) {
  const dashboard = useDashboard();
  const [key, setKey] = useState(attribute?.key ?? "");
  const [value, setValue] = useState(attribute?.value ?? "");
  const [error, setError] = useState<string | null>(null);
  const task = useTask(async () => {
    const { person } = dashboard;
    await dashboard.change<unknown>(["attributes"], () =>
      attribute
        ? person.editAttribute(attribute.id, key.trim(), value)
        : person.addAttribute(key.trim(), value),
    );
    toast(t.attributes.saved);
    onClose();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setError(key.trim() === "" ? t.attributes.needKey : null);
    if (key.trim() !== "") void task.run();
  };
  const title = attribute ? t.attributes.editOne(attribute.key) : t.attributes.add;
  return (
    <Dialog title={title} isBusy={task.isBusy} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Field label={t.attributes.key} value={key} onInput={setKey} error={error} maxLength={MAX_KEY} />
        <Field label={t.attributes.value} value={value} onInput={setValue} lines={3} maxLength={MAX_VALUE} />
        <p class="small quiet">{t.remove.approval(1)}</p>
        {task.error && <Failure error={task.error} />}
        <Choice no={t.cancel} yes={t.attributes.save} onNo={onClose} isBusy={task.isBusy} />
      </form>
    </Dialog>
  );
}

function Remove({ attribute, onClose }: { attribute: Attribute; onClose: () => void }) {
  const { person } = useDashboard();
  return (
    <Removal
      title={t.attributes.removeTitle}
      ids={[attribute.id]}
      topics={["attributes"]}
      remove={(ids) => person.removeAttribute(...ids)}
      yes={t.attributes.remove}
      no={t.remove.no}
      done={t.attributes.removed}
      onClose={onClose}
    >
      <Card>
        <p class="long">
          <strong>{attribute.key}</strong>: {attribute.value}
        </p>
      </Card>
      <p>{t.attributes.removeMeans}</p>
    </Removal>
  );
}

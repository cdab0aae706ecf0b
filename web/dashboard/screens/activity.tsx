/** Who read what, and when: the node's list of readings, the newest first. */

import { Button, Check, Empty, Failure, Skeleton, Table, When } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { AccessEntry } from "idos-sdk/records";
import { useEffect, useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { titleOf } from "../model/describe.ts";
import { useHome } from "../parts/home.ts";
import { Who } from "../parts/people.tsx";
import { hrefOf } from "../routes.ts";
import { useCell } from "../state/cell.ts";

const PAGE = 100;

export function Activity() {
  const { person } = useHome();
  const [entries, setEntries] = useState<readonly AccessEntry[] | null>(null);
  const [isAll, setAll] = useState(false);
  const [hasMine, setMine] = useState(false);
  const task = useTask(async (_, before: number | null) => {
    const page = await person.accessLog(before, PAGE);
    setEntries((earlier) => [...(before === null ? [] : (earlier ?? [])), ...page]);
    setAll(page.length < PAGE);
  });
  useEffect(() => void task.run(null), []);
  if (task.error?.code === "unsupported_method") {
    return (
      <Empty title={t.activity.unsupported} icon="history">
        <p class="quiet">{t.activity.unsupportedHelp}</p>
      </Empty>
    );
  }
  if (entries === null) {
    return task.error ? <Failure error={task.error} onRetry={task.retry} /> : <Skeleton lines={6} />;
  }
  const shown = entries.filter(({ relation }) => hasMine || relation === "grantee");
  return (
    <>
      <div class="toolbar">
        <Check isChecked={hasMine} onChange={setMine}>
          {t.activity.mine}
        </Check>
        <Button icon="again" isSmall isBusy={task.isBusy} onClick={() => void task.run(null)}>
          {t.activity.refresh}
        </Button>
      </div>
      {shown.length === 0 ? (
        <Empty title={t.activity.none} icon="history">
          <p class="quiet">{t.activity.noneHelp}</p>
        </Empty>
      ) : (
        <Entries entries={shown} />
      )}
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
      {isAll ? (
        <p class="small quiet">{t.activity.kept}</p>
      ) : (
        <div>
          <Button isBusy={task.isBusy} onClick={() => void task.run(entries.at(-1)?.number ?? null)}>
            {t.activity.older}
          </Button>
        </div>
      )}
    </>
  );
}

function Entries({ entries }: { entries: readonly AccessEntry[] }) {
  const what = useWhat();
  return (
    <Table
      caption={t.activity.title}
      rows={entries}
      keyOf={({ number }) => `${number}`}
      columns={[
        { title: t.activity.when, cell: ({ time }) => <When at={Math.floor(time / 1000)} hasTime /> },
        {
          title: t.activity.who,
          cell: ({ reader, relation }) =>
            relation === "owner" ? <strong>{t.yourself}</strong> : <Who identifier={reader} />,
        },
        {
          title: t.activity.what,
          cell: ({ credentialId, action }) => {
            const found = what.get(credentialId);
            return (
              <>
                {found ? <a href={hrefOf("credential", found.id)}>{found.title}</a> : t.removed}
                <span class="block small quiet">{t.activity.how[action] ?? action}</span>
              </>
            );
          },
        },
      ]}
    />
  );
}

/** Originals by the ids of themselves and of their copies. */
function useWhat(): ReadonlyMap<string, { id: string; title: string }> {
  const { portfolio } = useHome();
  const { value } = useCell(portfolio);
  return useMemo(() => {
    const found = new Map<string, { id: string; title: string }>();
    for (const original of value?.originals ?? []) {
      const shown = { id: original.id, title: titleOf(original) };
      found.set(original.id, shown);
      for (const { grant } of original.shares) found.set(grant.dataId, shown);
    }
    return found;
  }, [value]);
}

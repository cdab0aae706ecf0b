/** Who read what, and when: the node's access log, the newest first. */

import { whileVisible } from "idos-app/polling";
import { Resource } from "idos-app/resource";
import { Button, Check, Empty, Failure, Pending, Table, When } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { AccessEntry } from "idos-sdk/records";
import { useEffect, useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { type AccessLog, continued, type ReadPage, renewed } from "../model/access-log.ts";
import { titleOf } from "../model/describe.ts";
import { Who } from "../parts/people.tsx";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";

/** How often it is read again while the page is visible, in milliseconds: the node does not tell of readings. */
const INTERVAL = 10_000;

export function Activity() {
  const { list, readOlder } = useAccessLog();
  const { value, error } = list;
  const [hasMine, setMine] = useState(false);
  const look = useTask(() => list.refresh());
  const older = useTask(readOlder);
  if (error?.code === "unsupported_method") {
    return (
      <Empty title={t.activity.unsupported} icon="history">
        <p class="quiet">{t.activity.unsupportedHelp}</p>
      </Empty>
    );
  }
  if (value === null) return <Pending error={error} onRetry={list.refresh} lines={6} />;
  const shown = value.entries.filter(({ relation }) => hasMine || relation === "grantee");
  return (
    <>
      <div class="toolbar">
        <Check isChecked={hasMine} onChange={setMine}>
          {t.activity.mine}
        </Check>
        <Button icon="again" isSmall isBusy={look.isBusy} onClick={() => void look.run()}>
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
      {error && <Failure error={error} onRetry={list.refresh} />}
      {older.error && <Failure error={older.error} onRetry={older.retry} />}
      {value.isAll ? (
        <p class="small quiet">{t.activity.kept}</p>
      ) : (
        <div>
          <Button isBusy={older.isBusy} onClick={() => void older.run()}>
            {t.activity.older}
          </Button>
        </div>
      )}
    </>
  );
}

/** The list, read again on every change that the node tells of, and every few seconds while it is looked at. */
function useAccessLog(): { list: Resource<AccessLog>; readOlder: () => Promise<void> } {
  const { person, changes } = useDashboard();
  const change = changes.value;
  const { list, readOlder } = useMemo(() => {
    const read: ReadPage = (before, limit) => person.accessLog(before, limit);
    const known = () => list.state.peek().value;
    const list: Resource<AccessLog> = new Resource(() => renewed(known, read));
    return { list, readOlder: async () => list.set(await continued(known, read)) };
  }, [person]);
  useEffect(() => whileVisible(list.refresh, INTERVAL), [list]);
  useEffect(() => void list.refresh(), [list, change]);
  return { list, readOlder };
}

function Entries({ entries }: { entries: readonly AccessEntry[] }) {
  const { copies } = useDashboard();
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
          cell: (entry) => {
            const { action, credentialId } = entry;
            const found = what.get(credentialId);
            return (
              <>
                {found ? (
                  <a href={router.href("credential", found.id)}>{found.title}</a>
                ) : (
                  goneText(entry, copies.known)
                )}
                <span class="block small quiet">{t.activity.how[action] ?? action}</span>
              </>
            );
          },
        },
      ]}
    />
  );
}

/** Originals by the ids of themselves and of their copies, also of those that were taken back. */
function useWhat(): ReadonlyMap<string, { id: string; title: string }> {
  const { copies, portfolio } = useDashboard();
  const { value } = portfolio;
  return useMemo(() => {
    const found = new Map<string, { id: string; title: string }>();
    for (const original of value?.originals ?? []) {
      found.set(original.id, { id: original.id, title: titleOf(original) });
    }
    for (const [copy, original] of copies.known) {
      const shown = found.get(original);
      if (shown) found.set(copy, shown);
    }
    return found;
  }, [value]);
}

/** What is not there any more: of one's own credentials that one was deleted, of a copy that it was taken back. */
function goneText({ relation, credentialId }: AccessEntry, originals: ReadonlyMap<string, string>): string {
  return relation === "owner" || originals.has(credentialId) ? t.removed : t.activity.gone;
}

/** Who read what, and when: the node's list of readings, the newest first. */

import { Button, Check, Empty, Failure, Skeleton, Table, When } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { AccessEntry } from "idos-sdk/records";
import { useEffect, useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { titleOf } from "../model/describe.ts";
import { continued, type Readings, type ReadPage, renewed } from "../model/readings.ts";
import { useHome } from "../parts/home.ts";
import { Who } from "../parts/people.tsx";
import { hrefOf } from "../routes.ts";
import { useCell } from "../state/cell.ts";
import { Resource } from "../state/resource.ts";

/** How often it is read again while the page is visible, in milliseconds: the node does not tell of readings. */
const LOOK = 10_000;

export function Activity() {
  const { list, read } = useReadings();
  const { value, error } = useCell(list);
  const [hasMine, setMine] = useState(false);
  const look = useTask(() => list.load());
  const older = useTask(async () => {
    list.value = { value: await continued(() => list.value.value, read), error: null };
  });
  if (error?.code === "unsupported_method") {
    return (
      <Empty title={t.activity.unsupported} icon="history">
        <p class="quiet">{t.activity.unsupportedHelp}</p>
      </Empty>
    );
  }
  if (value === null) {
    return error ? <Failure error={error} onRetry={() => void list.load()} /> : <Skeleton lines={6} />;
  }
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
      {error && <Failure error={error} onRetry={() => void list.load()} />}
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
function useReadings(): { list: Resource<Readings>; read: ReadPage } {
  const { person, changes } = useHome();
  const { list, read } = useMemo(() => {
    const read: ReadPage = (before, limit) => person.accessLog(before, limit);
    const list: Resource<Readings> = new Resource(() => renewed(() => list.value.value, read));
    return { list, read };
  }, [person]);
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void list.load();
    };
    void list.load();
    const timer = setInterval(look, LOOK);
    document.addEventListener("visibilitychange", look);
    const end = changes.subscribe(() => void list.load());
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      end();
    };
  }, [list]);
  return { list, read };
}

function Entries({ entries }: { entries: readonly AccessEntry[] }) {
  const { copies } = useHome();
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
                  <a href={hrefOf("credential", found.id)}>{found.title}</a>
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
  const { copies, portfolio } = useHome();
  const { value } = useCell(portfolio);
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

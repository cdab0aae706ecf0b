/** Taking something away: what it means, how often the wallet asks, how far it is, and what did not work. */

import type { Refusal } from "idos-core/errors";
import { Choice, Dialog, Failure, Progress, toast } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { Topic } from "idos-sdk/changes";
import { MAX_CALLS } from "idos-sdk/protocol/payloads";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { inTurn } from "../model/batch.ts";
import { Network } from "./network.tsx";
import { Partly } from "./partly.tsx";
import { useDashboard } from "./session.ts";

/** The first that was asked was declined, so that nothing was done. */
const DECLINED: Refusal = { code: "declined", message: "" };

/** Ids in groups of which each is one transaction: all of a group are done, or none. */
function groups(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MAX_CALLS) }, (_, at) =>
    ids.slice(at * MAX_CALLS, (at + 1) * MAX_CALLS),
  );
}

/**
 * Asks, and then does it. `children` say what it means. `remove` takes what fits into one transaction away;
 * `topics` are what it changes. `onClose` gets whether everything was done.
 */
export function Removal({
  title,
  ids,
  topics,
  remove,
  yes,
  no,
  done,
  onClose,
  children,
}: {
  title: string;
  ids: readonly string[];
  topics: readonly Topic[];
  remove: (ids: string[]) => Promise<void>;
  yes: string;
  no: string;
  done: string;
  onClose: (isDone: boolean) => void;
  children: ComponentChildren;
}) {
  const dashboard = useDashboard();
  const [open, setOpen] = useState(() => groups(ids));
  const [finished, setFinished] = useState(0);
  const task = useTask(async (work) => {
    const outcome = await dashboard.change(topics, () => inTurn(open, remove, work));
    setFinished(finished + outcome.done.flat().length);
    const rest = [...outcome.failed.map(({ item }) => item), ...outcome.left];
    setOpen(rest);
    if (rest.length > 0) return outcome;
    toast(done);
    onClose(true);
    return null;
  });
  const size = open.flat().length;
  const outcome = task.isBusy ? null : task.result;
  const isUntouched = outcome !== null && finished === 0 && outcome.failed.length === 0;
  const isPartial = outcome !== null && !isUntouched;
  return (
    <Dialog title={isPartial ? t.batch.partial : title} isBusy={task.isBusy} onClose={() => onClose(false)}>
      {isPartial ? (
        <Partly outcome={outcome} finished={finished} open={size} />
      ) : (
        <>
          {children}
          <p>{t.remove.approval(open.length)}</p>
          <p class="small quiet">
            <Network />
          </p>
        </>
      )}
      {isUntouched && <Failure error={DECLINED} />}
      {task.isBusy && open.length > 1 && (
        <Progress label={t.batch.working} done={task.done ?? 0} total={open.length} />
      )}
      <Choice
        no={isPartial ? t.close : no}
        yes={isPartial ? t.batch.again(size) : yes}
        onNo={() => onClose(false)}
        onYes={() => void task.run()}
        isBusy={task.isBusy}
      />
    </Dialog>
  );
}

/** Giving a copy back, once it is no longer needed. */

import { Button, Choice, Dialog, Failure, toast } from "idos-kit/parts";
import { useLoaded, useTask } from "idos-kit/task";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { useConsumerSession } from "../state/context.ts";
import type { Entry } from "../state/grants.ts";

export function GiveBack({ entry }: { entry: Entry }) {
  const { grants, keys, login } = useConsumerSession();
  const chain = useLoaded(() => login.consumer.chain(), [login]);
  const [isAsking, setAsking] = useState(false);
  const task = useTask(async () => {
    await grants.giveBack(entry);
    toast(t.giveBack.done);
  });
  const begin = async () => {
    if (await keys.openSigner()) setAsking(true);
  };
  return (
    <div class="action">
      <p class="small quiet">{t.giveBack.what}</p>
      <Button kind="danger" isSmall icon="trash" onClick={() => void begin()}>
        {t.giveBack.button}
      </Button>
      {isAsking && (
        <Dialog title={t.giveBack.title} isBusy={task.isBusy} onClose={() => setAsking(false)}>
          <p>{t.giveBack.what}</p>
          <p>{t.giveBack.cannot}</p>
          <p class="quiet">{t.giveBack.kept}</p>
          {chain.result && (
            <p class="small quiet">{t.giveBack.on(chain.result.chainId, new URL(login.node).host)}</p>
          )}
          {task.error && <Failure error={task.error} />}
          <Choice
            no={t.giveBack.no}
            yes={t.giveBack.yes}
            onNo={() => setAsking(false)}
            onYes={() => void task.run()}
            isBusy={task.isBusy}
          />
        </Dialog>
      )}
    </div>
  );
}

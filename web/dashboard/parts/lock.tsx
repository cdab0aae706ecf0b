/** Unlocking, wherever something encrypted is to be shown. */

import { Badge, Button, Failure, Icon } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import type { ComponentChildren } from "preact";
import { t } from "../messages.ts";
import { useDashboard } from "./session.ts";

/** In the place of what is locked. `children` say more, if there is more to say. */
export function Locked({ children }: { children?: ComponentChildren }) {
  return (
    <div class="card locked">
      <Icon name="lock" />
      <div>
        <p>
          <strong>{t.lock.locked}</strong>
        </p>
        <p class="quiet">{children ?? t.lock.means}</p>
      </div>
      <UnlockButton kind="primary" />
    </div>
  );
}

function UnlockButton({
  kind = "plain",
  isSmall = false,
}: {
  kind?: "plain" | "primary";
  isSmall?: boolean;
}) {
  const { contents } = useDashboard();
  const task = useTask(() => contents.unlock());
  return (
    <div class="stack">
      <Button kind={kind} icon="key" isSmall={isSmall} isBusy={task.isBusy} onClick={() => void task.run()}>
        {t.lock.unlock}
      </Button>
      {task.error && <Failure error={task.error} onRetry={task.retry} />}
    </div>
  );
}

/** Whether contents are unlocked, and the way to lock them. */
export function LockState() {
  const { contents } = useDashboard();
  const isOpen = contents.isOpen.value;
  if (!isOpen) return <UnlockButton isSmall />;
  return (
    <div class="row">
      <Badge tone="ok">{t.lock.open}</Badge>
      <Button icon="lock" isSmall onClick={() => void contents.lock()}>
        {t.lock.lockNow}
      </Button>
    </div>
  );
}

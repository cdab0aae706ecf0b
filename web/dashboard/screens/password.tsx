/** Another password: chosen in the enclave; each credential encrypted anew; all swapped at once. */

import { type Refusal, refusalOf } from "idos-core/errors";
import { Button, Card, Failure, Progress, Skeleton, Status, Steps, toast } from "idos-kit/parts";
import { useLoaded, useTask, type Work } from "idos-kit/task";
import { type ErrorText, errorText } from "idos-kit/words";
import { changeKey, UnreadableCredentials } from "idos-sdk/key-change";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { DeleteCredentials } from "../parts/delete.tsx";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";
import type { DashboardSession } from "../state/session.ts";

type Step = 0 | 1 | 2;

export function Password() {
  const dashboard = useDashboard();
  const { value } = dashboard.portfolio;
  const [step, setStep] = useState<Step>(0);
  const [unreadable, setUnreadable] = useState<readonly string[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const staged = useLoaded(() => dashboard.person.originals(), []);
  const change = useTask(async (work) => {
    setUnreadable([]);
    let reached: Step = 0;
    const reach = (step: Step) => {
      reached = step;
      setStep(step);
    };
    try {
      await changePassword(dashboard, work, reach);
      if (work.signal.aborted) toast(t.password.done); // another screen is shown by now
      return true;
    } catch (error) {
      if (error instanceof UnreadableCredentials) setUnreadable(error.ids);
      if (work.signal.aborted && reached > 0) toast(stillOld(refusalOf(error)).meaning);
      throw error;
    } finally {
      void staged.run();
    }
  });
  const abandon = useTask(async () => {
    await dashboard.person.abandonPasswordChange();
    change.reset();
    await staged.run();
    return true;
  });
  if (staged.error) return <Failure error={staged.error} onRetry={staged.retry} />;
  if (staged.result === null || value === null) return <Skeleton lines={5} />;
  if (change.result && !change.isBusy) return <Done />;
  const waiting = staged.result.filter(({ stagedFor }) => stagedFor !== null).length;
  const held = value.originals.filter(({ id }) => unreadable.includes(id));
  return (
    <>
      {waiting > 0 && !change.isBusy && (
        <Card class="note">
          <strong>{t.password.unfinished}</strong>
          <p>{t.password.unfinishedHelp}</p>
          <div>
            <Button isSmall isBusy={abandon.isBusy} onClick={() => void abandon.run()}>
              {t.password.abandon}
            </Button>
          </div>
          {abandon.error && <Failure error={abandon.error} />}
        </Card>
      )}
      <Status>{abandon.result && waiting === 0 && t.password.abandoned}</Status>
      <Card>
        <Steps labels={t.password.steps} current={change.isBusy ? step : 0} />
        <p>{t.password.approvals(staged.result.length + 1)}</p>
        {change.isBusy && step === 1 && change.done !== null && (
          <Progress
            label={t.password.working}
            done={Math.round(change.done * staged.result.length)}
            total={Math.max(2, staged.result.length)}
          />
        )}
        {held.length > 0 ? (
          <>
            <p role="alert">
              {t.password.unreadable(held.length)} {t.password.still}
            </p>
            <div>
              <Button kind="danger" onClick={() => setDeleting(true)}>
                {t.remove.yes(held.length)}
              </Button>
            </div>
          </>
        ) : (
          change.error && (
            <Failure error={change.error} text={step > 0 ? stillOld(change.error) : undefined} />
          )
        )}
        <div class="row">
          <Button kind="primary" isBusy={change.isBusy} onClick={() => void change.run()}>
            {t.password.start}
          </Button>
          <a class="button" href={router.href("settings")}>
            {t.back}
          </a>
        </div>
      </Card>
      {isDeleting && (
        <DeleteCredentials
          originals={held}
          onClose={(isDone) => {
            setDeleting(false);
            if (isDone) setUnreadable([]);
          }}
        />
      )}
    </>
  );
}

/**
 * What a change that broke off means once the new password was chosen: the person may have stored a recovery kit
 * for it, and that opens nothing. Only where the outcome is not known, either may be the one.
 */
function stillOld({ code }: Refusal): ErrorText {
  const { what } = errorText(code);
  if (code === "unknown_outcome")
    return { what, meaning: t.password.either, advice: t.password.eitherAdvice };
  return { what, meaning: t.password.still, advice: t.password.stillAdvice };
}

function Done() {
  return (
    <Card>
      <p role="status">
        <strong>{t.password.done}</strong>
      </p>
      <div>
        <a class="button" href={router.href("settings")}>
          {t.back}
        </a>
      </div>
    </Card>
  );
}

/** The enclave makes the new key, and everything is encrypted for it there; this page sees ciphertext only. */
async function changePassword(
  dashboard: DashboardSession,
  { report }: Work,
  setStep: (step: Step) => void,
): Promise<void> {
  const { person, keyring } = dashboard;
  setStep(0);
  const enclave = await keyring.enclave();
  const { encryptionPublicKey: replaced } = await person.profile();
  const recipient = await enclave.prepareKeyChange();
  setStep(1);
  await dashboard.change(["credentials", "profile"], () =>
    changeKey(person, {
      replaced,
      recipient,
      reencrypt: (stored) => enclave.reencryptForKeyChange(stored),
      onProgress: (done, of) => {
        report(of === 0 ? 1 : done / of);
        if (done === of) setStep(2);
      },
    }),
  );
  await enclave.reconfigure({ expectedUserEncryptionPublicKey: recipient });
}

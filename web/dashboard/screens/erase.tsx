/** Leaving for good: what goes, what a lock keeps and until when, and the words that make it happen. */

import { Card, Choice, Failure, Field, Section, Skeleton, Table, When } from "idos-kit/parts";
import { useLoaded, useTask } from "idos-kit/task";
import type { Remainder } from "idos-sdk/records";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { shareTitle } from "../model/describe.ts";
import { Network } from "../parts/network.tsx";
import { Who } from "../parts/people.tsx";
import { useDashboard } from "../parts/session.ts";
import { router } from "../routes.ts";
import type { DashboardAuthentication } from "../state/authentication.ts";

export function Erase({ authentication }: { authentication: DashboardAuthentication }) {
  const dashboard = useDashboard();
  const { person, portfolio } = dashboard;
  const { value } = portfolio;
  const plan = useLoaded(() => person.erasurePlan(), [value]);
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const task = useTask(async () => {
    await person.eraseProfile();
    dashboard.forget();
    await authentication.signOut("erased");
  });
  if (plan.error) return <Failure error={plan.error} onRetry={plan.retry} />;
  if (plan.result === null || value === null) return <Skeleton lines={6} />;
  const submit = (event: Event) => {
    event.preventDefault();
    const isRight = typed.trim() === t.erase.word;
    setError(isRight ? null : t.erase.wrong(t.erase.word));
    if (isRight) void task.run();
  };
  return (
    <>
      <Section title={t.erase.plan}>
        <Card>
          <p>{t.erase.gone(value.originals.length, value.shares.length - plan.result.length)}</p>
          {plan.result.length === 0 && <p>{t.erase.nothing}</p>}
        </Card>
      </Section>
      {plan.result.length > 0 && <Remains remainders={plan.result} />}
      <form onSubmit={submit} noValidate>
        <p class="note">
          {t.erase.noWay} <Network />
        </p>
        <Field
          label={t.erase.type(t.erase.word)}
          value={typed}
          onInput={setTyped}
          error={error}
          maxLength={20}
        />
        {task.isBusy && <p role="status">{t.erase.working}</p>}
        {task.error && <Failure error={task.error} />}
        <Choice no={t.cancel} yes={t.erase.yes} onNo={() => router.go("settings")} isBusy={task.isBusy} />
      </form>
    </>
  );
}

function Remains({ remainders }: { remainders: readonly Remainder[] }) {
  const { portfolio } = useDashboard();
  const { value } = portfolio;
  const titleOf = (id: string) => {
    const share = value?.shares.find(({ grant }) => grant.dataId === id);
    return share ? shareTitle(share) : t.untyped;
  };
  return (
    <Section title={t.erase.remains}>
      <Table
        caption={t.erase.remains}
        rows={remainders}
        keyOf={({ credentialId, grantee, lockedUntil }) => `${credentialId} ${grantee} ${lockedUntil}`}
        columns={[
          { title: t.erase.what, cell: ({ credentialId }) => titleOf(credentialId) },
          { title: t.erase.who, cell: ({ grantee }) => <Who identifier={grantee} /> },
          { title: t.erase.until, cell: ({ lockedUntil }) => <When at={lockedUntil} /> },
        ]}
      />
    </Section>
  );
}

import { typeName } from "idos-kit/fields";
import { shortKey } from "idos-kit/format";
import { useIsLocked } from "idos-kit/lock";
import { Button, Choice, PartyName, Steps, Until, When } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../messages.ts";
import type { Aside, Holding, Standing, Task } from "../model.ts";
import { appName, Heading, type ScreenProps, Trouble, Waiting } from "./parts.tsx";

interface VerifiedProps extends ScreenProps {
  standing: Extract<Standing, { is: "verified" }>;
  task: Task | null;
  aside: Aside;
  dashboard: string;
}

/** Everything is as the app wants it: who can read what, and how to take it back. */
export function Verified(props: VerifiedProps) {
  const { model, dispatch, standing, task, aside, dashboard } = props;
  const name = appName(model.app);
  if (standing.grant?.isNotified === false) return <Notifying {...props} />;
  const apps = standing.holdings.filter(({ isApps }) => isApps);
  const others = standing.holdings.filter(({ isApps }) => !isApps);
  const list = (holdings: Holding[]) => <Holdings holdings={holdings} task={task} dispatch={dispatch} />;
  return (
    <>
      <div class="centred">
        <span class="seal">
          <Icon name="check" />
        </span>
        <Heading>{standing.grant ? t.verified.titleShared(name) : t.verified.title}</Heading>
        <p>
          {standing.grant ? t.verified.leadShared(name) : t.verified.lead(typeName(standing.credentialType))}
        </p>
      </div>
      <section aria-labelledby="holders">
        <h2 id="holders">{t.verified.holders}</h2>
        {aside === "revoked" && <p class="note small">{t.verified.revoked(name)}</p>}
        {apps.length === 0 ? <p class="quiet">{t.verified.nobody}</p> : list(apps)}
        {others.length > 0 && (
          <Others holdings={others} onUndated={(grantIds) => dispatch({ type: "date", grantIds })}>
            {list(others)}
          </Others>
        )}
      </section>
      <Trouble problem={model.problem} app={model.app} />
      <a class="button" href={dashboard} target="_blank" rel="noreferrer">
        <Icon name="eye" />
        <span>{t.verified.view}</span>
      </a>
    </>
  );
}

/** Who else can read a copy: there may be many, so when they were made is asked only for those who look. */
function Others({
  holdings,
  onUndated,
  children,
}: {
  holdings: readonly Holding[];
  onUndated: (grantIds: string[]) => void;
  children: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  const undated = holdings.filter(({ since }) => since === null).map(({ grantId }) => grantId);
  useEffect(() => {
    if (isOpen && undated.length > 0) onUndated(undated);
  }, [isOpen, undated.join()]);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t.verified.others(holdings.length)}</summary>
      {children}
    </details>
  );
}

/** The copy is shared, and the app has to take note of it. */
function Notifying({ model, dispatch, standing, task }: VerifiedProps) {
  const name = appName(model.app);
  const { problem } = model;
  if (!problem && task?.does !== "revoke") {
    return (
      <>
        <Heading>{t.notifying.title(name)}</Heading>
        <Steps labels={t.request.steps} current={t.request.steps.length - 1} />
        <Waiting>{t.notifying.title(name)}</Waiting>
      </>
    );
  }
  const after = { meaning: t.notifying.done, advice: t.notifying.advice };
  return (
    <>
      <Heading>{t.notifying.untold(name)}</Heading>
      <Trouble problem={problem} app={model.app} after={after} />
      <Button kind="primary" isBusy={task !== null} onClick={() => dispatch({ type: "notify" })}>
        {problem?.code === "declined" ? t.notifying.sign : t.notifying.retry}
      </Button>
      <Holdings
        holdings={standing.holdings.filter(({ grantId }) => grantId === standing.grant?.grantId)}
        task={task}
        dispatch={dispatch}
      />
    </>
  );
}

function Holdings({
  holdings,
  task,
  dispatch,
}: {
  holdings: readonly Holding[];
  task: Task | null;
  dispatch: ScreenProps["dispatch"];
}) {
  const revoking = task?.does === "revoke" ? task.grantId : null;
  return (
    <ul class="holdings">
      {holdings.map((holding) => (
        <HoldingCard
          key={holding.grantId}
          holding={holding}
          isRevoking={holding.grantId === revoking}
          onRevoke={() => dispatch({ type: "revoke", grantId: holding.grantId })}
        />
      ))}
    </ul>
  );
}

function HoldingCard({
  holding,
  isRevoking,
  onRevoke,
}: {
  holding: Holding;
  isRevoking: boolean;
  onRevoke: () => void;
}) {
  const [isSure, setSure] = useState(false);
  const { party, grantee, type, lockedUntil, since } = holding;
  const name = party?.name ?? shortKey(grantee);
  const isLocked = useIsLocked(lockedUntil);
  return (
    <li class="card body">
      <PartyName party={party} fallback={grantee} />
      <p class="small">
        {type === null ? t.verified.gone : typeName(type)}
        {since !== null && (
          <>
            {" "}
            {t.verified.since} <When at={since} />
          </>
        )}
      </p>
      {isLocked ? (
        <>
          <p>
            <Until at={lockedUntil} />
          </p>
          <p class="small quiet">{t.verified.locked(name)}</p>
        </>
      ) : isRevoking ? (
        <Waiting>{t.verified.revoking}</Waiting>
      ) : isSure ? (
        <>
          <p>
            <strong>{t.verified.sure(name)}</strong>
          </p>
          <p class="small">{t.verified.sureText}</p>
          <Choice
            no={t.verified.keep}
            yes={t.verified.revoke}
            onNo={() => setSure(false)}
            onYes={() => {
              setSure(false);
              onRevoke();
            }}
          />
        </>
      ) : (
        <div class="open-ended">
          <span class="small quiet">{t.verified.open}</span>
          <Button isSmall label={t.verified.revokeNamed(name)} onClick={() => setSure(true)}>
            {t.verified.revoke}
          </Button>
        </div>
      )}
    </li>
  );
}

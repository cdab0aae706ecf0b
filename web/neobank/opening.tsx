import type { IsleStateDetail } from "idos-isle/host";
import { leave } from "idos-kit/company";
import { Isle, UNKNOWN_STATE } from "idos-kit/isle";
import { Button, Card, Pending, Steps } from "idos-kit/parts";
import { Split, StorefrontShell } from "idos-kit/storefront";
import { useLoaded } from "idos-kit/task";
import { useEffect, useMemo, useState } from "preact/hooks";
import { AccountView } from "./account.tsx";
import { issuerHost, type Names, type Opening, readVisit } from "./bank.ts";
import { fullName, isNameAtFault, KeyQuestion, NameCorrection, Rejection } from "./ending.tsx";
import { t } from "./messages.ts";
import { NamesForm } from "./names.tsx";
import { type Progress, progressOf } from "./progress.ts";

/** From the names to the open account. `isKnown`: the customer says that there is one, and need not give names. */
export function AccountOpening({ isKnown, onKnown }: { isKnown: boolean; onKnown: () => void }) {
  const visit = useLoaded(readVisit, []);
  const [names, setNames] = useState<Names | null>(null);
  const [opening, setOpening] = useState<Opening | null>(null);
  const [isNaming, setNaming] = useState(false);
  useEffect(() => {
    if (!visit.result) return;
    setNames(visit.result.names);
    setOpening(visit.result.opening);
    setNaming(visit.result.names === null && visit.result.opening === null);
  }, [visit.result]);
  const isFirst = isNaming && !isKnown;

  if (!visit.result) {
    return (
      <StorefrontShell words={t} title={t.open.title}>
        <Pending error={visit.error} onRetry={visit.retry} lines={6} />
      </StorefrontShell>
    );
  }
  if (isFirst) {
    return (
      <StorefrontShell words={t} title={t.names.title} lead={t.names.lead}>
        <NamesForm
          known={names}
          onDone={(given) => {
            setNames(given);
            setNaming(false);
          }}
        />
        <p>
          <button class="link" type="button" onClick={onKnown}>
            {t.names.have}
          </button>
        </p>
      </StorefrontShell>
    );
  }
  return <OpeningAtIsle names={names} opening={opening} onOpening={setOpening} onNames={setNames} />;
}

function OpeningAtIsle({
  names,
  opening,
  onOpening,
  onNames,
}: {
  names: Names | null;
  opening: Opening | null;
  onOpening: (opening: Opening | null) => void;
  onNames: (names: Names) => void;
}) {
  const [isle, setIsle] = useState(UNKNOWN_STATE);
  const [isNaming, setNaming] = useState(false);
  const [namesAre, setNamesAre] = useState<"names_missing" | "names_refused" | null>(null);
  const [key, setKey] = useState<"known" | "changed" | "confirmed">("known");
  const isConfirmed = key === "confirmed";
  // With other names, or a confirmed key, the Isle begins anew: it can ask for what it could not before.
  const host = useMemo(() => {
    const listener = {
      opening: onOpening,
      names: (code: "names_missing" | "names_refused") => {
        setNamesAre(code);
        setNaming(true);
      },
      keyChanged: () => setKey("changed"),
    };
    return { issuer: issuerHost(listener, isConfirmed) };
  }, [names, isConfirmed]);
  const take = (given: Names) => {
    onNames(given);
    setNamesAre(null);
    setNaming(false);
  };
  const hear = (detail: IsleStateDetail) => {
    if (isle.address !== null && detail.address !== isle.address) onOpening(null);
    setIsle(detail);
  };
  const progress = progressOf(isle.state, opening);
  const actions = (
    <Button isSmall icon="leave" onClick={() => void leave()}>
      {t.open.leave}
    </Button>
  );
  return (
    <StorefrontShell
      words={t}
      title={t.open.title}
      lead={opening?.account ? undefined : t.open.lead}
      actions={actions}
    >
      <Split isle={<Isle host={host} onState={hear} />}>
        <p class="visually-hidden" role="status">
          {opening && t.announcements[opening.state]}
        </p>
        {key === "changed" && <KeyQuestion onChanged={() => setKey("confirmed")} />}
        {opening?.account ? (
          <AccountView account={opening.account} />
        ) : isNaming ? (
          <>
            {namesAre === "names_refused" && <p role="alert">{t.names.refused}</p>}
            <NamesForm known={names ?? opening?.names ?? null} onDone={take} />
          </>
        ) : (
          <>
            {names && progress.step < 2 && <NamesLine names={names} onChange={() => setNaming(true)} />}
            <CurrentStep progress={progress} opening={opening} />
            {opening && isNameAtFault(opening) && (
              <NameCorrection compared={opening.names} given={names} onDone={take} />
            )}
          </>
        )}
      </Split>
    </StorefrontShell>
  );
}

function NamesLine({ names, onChange }: { names: Names; onChange: () => void }) {
  return (
    <p class="row quiet">
      <span>{t.open.as(fullName(names))}</span>
      <button class="link" type="button" onClick={onChange}>
        {t.open.change}
      </button>
    </p>
  );
}

/** The four steps, and what the present one is about. */
function CurrentStep({ progress: { step, now }, opening }: { progress: Progress; opening: Opening | null }) {
  if (now === "done") return null;
  const { title, text } = t.open.now[now];
  return (
    <Card class="way">
      <Steps labels={t.open.steps} current={step} />
      <h2>{title}</h2>
      <p>{text}</p>
      {(now === "rejected" || now === "failed") && opening && <Rejection opening={opening} />}
      {opening?.url && <Button onClick={() => location.assign(opening.url ?? "")}>{t.open.goOn}</Button>}
    </Card>
  );
}

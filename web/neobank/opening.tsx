import type { IsleStateDetail } from "idos-isle/host";
import { Isle } from "idos-kit/isle";
import { Button, Card, Failure, Skeleton, Steps } from "idos-kit/parts";
import { Split } from "idos-kit/storefront";
import { useLoaded } from "idos-kit/task";
import { useEffect, useMemo, useState } from "preact/hooks";
import { AccountView } from "./account.tsx";
import { issuerHost, leave, type Names, type Opening as OpeningState, readVisit } from "./bank.ts";
import { fullName, isNameAtFault, KeyQuestion, NameCorrection, Rejection } from "./ending.tsx";
import { t } from "./messages.ts";
import { NamesForm } from "./names.tsx";
import { Frame } from "./parts.tsx";
import { type Progress, progressOf } from "./progress.ts";

const NOBODY: IsleStateDetail = { state: "initializing", address: null, profileId: null };

/** From the names to the open account. `isKnown`: she says that she has one, and need not say her name. */
export function Opening({ isKnown, onKnown }: { isKnown: boolean; onKnown: () => void }) {
  const visit = useLoaded(readVisit, []);
  const [names, setNames] = useState<Names | null>(null);
  const [opening, setOpening] = useState<OpeningState | null>(null);
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
      <Frame title={t.open.title}>
        {visit.error ? <Failure error={visit.error} onRetry={visit.retry} /> : <Skeleton lines={6} />}
      </Frame>
    );
  }
  if (isFirst) {
    return (
      <Frame title={t.names.title} lead={t.names.lead}>
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
      </Frame>
    );
  }
  return <AtTheIsle names={names} opening={opening} onOpening={setOpening} onNames={setNames} />;
}

function AtTheIsle({
  names,
  opening,
  onOpening,
  onNames,
}: {
  names: Names | null;
  opening: OpeningState | null;
  onOpening: (opening: OpeningState | null) => void;
  onNames: (names: Names) => void;
}) {
  const [isle, setIsle] = useState(NOBODY);
  const [isNaming, setNaming] = useState(false);
  const [namesAre, setNamesAre] = useState<"names_missing" | "names_refused" | null>(null);
  const [key, setKey] = useState<"known" | "changed" | "hers">("known");
  const isHers = key === "hers";
  // With other names, or her word on the key, the Isle begins anew: what it could not ask for before, it can now.
  const host = useMemo(() => {
    const listener = {
      opening: onOpening,
      names: (code: "names_missing" | "names_refused") => {
        setNamesAre(code);
        setNaming(true);
      },
      keyChanged: () => setKey("changed"),
    };
    return { issuer: issuerHost(listener, isHers) };
  }, [names, isHers]);
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
    <Button isSmall icon="leave" onClick={() => void leave().finally(() => location.assign("/"))}>
      {t.open.leave}
    </Button>
  );
  return (
    <Frame title={t.open.title} lead={opening?.account ? undefined : t.open.lead} actions={actions}>
      <Split isle={<Isle host={host} onState={hear} />}>
        <p class="visually-hidden" role="status">
          {opening && t.news[opening.state]}
        </p>
        {key === "changed" && <KeyQuestion onChanged={() => setKey("hers")} />}
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
            <Way progress={progress} opening={opening} />
            {opening && isNameAtFault(opening) && (
              <NameCorrection compared={opening.names} given={names} onDone={take} />
            )}
          </>
        )}
      </Split>
    </Frame>
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
function Way({ progress: { step, now }, opening }: { progress: Progress; opening: OpeningState | null }) {
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

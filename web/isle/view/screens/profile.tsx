import { Button, PartyName, Status, Steps } from "idos-kit/parts";
import { language } from "idos-look/text";
import type { Party } from "idos-sdk/directory";
import { t } from "../../messages.ts";
import { appName, Heading, type ScreenProps, Trouble, Waiting } from "./parts.tsx";

/** Nobody at this wallet yet. Issuers make profiles; other apps show the way to one. */
export function NoProfile({
  model,
  dispatch,
  issuers,
  dashboard,
}: ScreenProps & { issuers: readonly Party[]; dashboard: string }) {
  const isIssuers = model.facts?.issuer != null;
  return (
    <>
      <Heading>{t.join.title}</Heading>
      <p class="lead">{t.join.what}</p>
      <p>{t.join.what2}</p>
      {isIssuers ? (
        <>
          <Button kind="primary" onClick={() => dispatch({ type: "join" })}>
            {t.join.create}
          </Button>
          <p class="small quiet">{t.join.how}</p>
        </>
      ) : (
        <Issuers
          issuers={issuers}
          lead={issuers.length > 0 ? t.join.elsewhere : t.join.nobody}
          label={t.join.visit}
        />
      )}
      <p class="small quiet">
        <a href={`${dashboard}/#/wallets`} target="_blank" rel="noreferrer">
          {t.join.another}
        </a>
        {t.join.anotherHow}
      </p>
    </>
  );
}

/** Issuers of the directory, each with the way to its page. */
export function Issuers({
  issuers,
  lead,
  label,
}: {
  issuers: readonly Party[];
  lead: string;
  label: (name: string) => string;
}) {
  return (
    <>
      <p>{lead}</p>
      <ul class="issuers">
        {issuers.map((party) => (
          <li class="card body" key={party.url}>
            <PartyName party={party} fallback={party.url} />
            <p class="small quiet">{party.about[language]}</p>
            <a class="button" href={party.url} target="_top">
              {label(party.name)}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Joining({ model, dispatch, step }: ScreenProps & { step: number }) {
  const { app, isKeyAsked, problem } = model;
  const name = appName(app);
  const says = [t.join.challenge(name), isKeyAsked ? t.join.key : t.join.keyLoading, t.join.profile(name)];
  return (
    <>
      <Heading>{t.join.making}</Heading>
      <Steps labels={t.join.steps} current={step} />
      {problem ? (
        <>
          <Trouble problem={problem} app={app} />
          {step > 0 && <p class="small quiet">{t.join.kept}</p>}
          <Button kind="primary" onClick={() => dispatch({ type: "join" })}>
            {t.join.resume}
          </Button>
        </>
      ) : isKeyAsked ? (
        <Status>{says[step]}</Status>
      ) : (
        <Waiting>{says[step]}</Waiting>
      )}
    </>
  );
}

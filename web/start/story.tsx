/** Alice's story as a list to tick off. What is done is remembered on this origin. */

import { json, ofOrigin } from "idos-app/memory";
import { count, list } from "idos-core/shape";
import { Check, KeyText, Section } from "idos-kit/parts";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Download, SiteLink } from "./links.tsx";
import { t } from "./messages.ts";
import type { Site } from "./sites.ts";

/** The numbers of the steps that are done. */
const stepsDone = ofOrigin("story", json(list(count, 100)));
const GIVEN_NAMES = "Alice Maria";
const SURNAME = "Sørensen";
/** Opens Charlie's key file; the demo makes the file with it. */
const KEY_PASSWORD = "open-sesame-demo";

type Sites = Record<Site, string>;

/** What stands beside a step's text: values to type, files to hand in, pages to open. */
const AIDS: ((sites: Sites) => ComponentChildren)[] = [
  ({ neobank }) => (
    <>
      <dl class="names">
        <dt>{t.names.given}</dt>
        <dd>
          <KeyText text={GIVEN_NAMES} label={t.names.given} />
        </dd>
        <dt>{t.names.family}</dt>
        <dd>
          <KeyText text={SURNAME} label={t.names.family} />
        </dd>
      </dl>
      <SiteLink url={neobank}>{t.flows.join.link}</SiteLink>
    </>
  ),
  () => null,
  () => (
    <>
      <img
        class="passport"
        src="/api/specimens/alice-passport.png"
        alt={t.passportAlt}
        width="1250"
        height="880"
      />
      <p class="downloads">
        <Download name="specimens/alice-passport.png">{t.downloads.passport}</Download>
        <Download name="specimens/alice-selfie.jpg">{t.downloads.selfie}</Download>
        <Download name="specimens/alice-forged-passport.png">{t.downloads.forged}</Download>
      </p>
    </>
  ),
  ({ dashboard }) => <SiteLink url={dashboard}>{t.flows.own.link}</SiteLink>,
  ({ charlie }) => <SiteLink url={charlie}>{t.flows.share.link}</SiteLink>,
  ({ consumer }) => (
    <>
      <p>
        <KeyText text={KEY_PASSWORD} label={t.downloads.key} />
      </p>
      <p class="downloads">
        <Download name="charlie.key">{t.downloads.key}</Download>
      </p>
      <SiteLink url={consumer}>{t.flows.retrieve.link}</SiteLink>
    </>
  ),
  ({ dashboard }) => <SiteLink url={dashboard}>{t.flows.own.link}</SiteLink>,
];

export function Story({ sites }: { sites: Sites }) {
  const [done, setDone] = useState(() => (stepsDone.value ?? []).filter((step) => step in t.story));
  const remember = (steps: number[]) => {
    stepsDone.value = steps;
    setDone(steps);
  };
  const tick = (step: number, isDone: boolean) =>
    remember(isDone ? [...done, step] : done.filter((other) => other !== step));
  return (
    <Section
      title={t.storyTitle}
      actions={
        done.length > 0 && (
          <button class="link small" type="button" onClick={() => remember([])}>
            {t.startOver}
          </button>
        )
      }
    >
      <p class="quiet">{t.storyLead}</p>
      <p class="progress">
        <progress value={done.length} max={t.story.length} aria-label={t.storyTitle} />
        <span role="status">{t.progress(done.length, t.story.length)}</span>
      </p>
      <ol class="story">
        {t.story.map(({ title, text }, step) => (
          <li key={title} class={done.includes(step) ? "card done" : "card"}>
            <Check isChecked={done.includes(step)} onChange={(isDone) => tick(step, isDone)}>
              <span class="small quiet">{t.stepNumber(step + 1)}</span>
              <strong>{title}</strong>
            </Check>
            <div class="below">
              <p>{text}</p>
              <div class="aids">{AIDS[step]?.(sites)}</div>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** The card, and the pill that it is when it is small. */

import { typeName } from "idos-kit/fields";
import { Badge, Skeleton, type Tone } from "idos-kit/parts";
import { SETTLE_MS } from "idos-kit/settle";
import { Icon } from "idos-look/icons";
import type { Config } from "idos-sdk/config";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../messages.ts";
import { type Model, publicState, type Stage } from "./model.ts";
import { Choosing, Connecting } from "./screens/connect.tsx";
import { OfferCard } from "./screens/offer.tsx";
import { AccountLine, appName, Heading, type ScreenProps, Trouble } from "./screens/parts.tsx";
import { Issuers, Joining, NoProfile } from "./screens/profile.tsx";
import { RequestCard } from "./screens/request.tsx";
import { SignedOut, SigningCard } from "./screens/signing.tsx";
import { Verified } from "./screens/verified.tsx";
import { Issuing, Refused, Verifying } from "./screens/waiting.tsx";

interface CardProps extends ScreenProps {
  config: Config;
}

const TONES: Record<keyof typeof t.states, Tone> = {
  initializing: "quiet",
  "not-connected": "quiet",
  "no-profile": "quiet",
  "not-verified": "quiet",
  "pending-verification": "waiting",
  "pending-permissions": "waiting",
  verified: "ok",
  rejected: "bad",
  error: "bad",
  nothing: "quiet",
  shared: "ok",
};

export function Isle(props: CardProps) {
  return props.model.isOpen ? <Card {...props} /> : <Pill {...props} />;
}

function Card(props: CardProps) {
  const { model, dispatch } = props;
  const name = stateName(model);
  const body = useRef<HTMLElement>(null);
  const scene = sceneOf(model);
  useEffect(() => keepFocus(body.current), [scene]);
  useLayoutEffect(() => holdClicks(body.current), [scene, model.problem]);
  return (
    <div class="isle card">
      <header>
        <span class="mark">
          <Icon name="mark" />
        </span>
        <strong>{t.title}</strong>
        <Badge tone={TONES[name]}>{t.states[name]}</Badge>
        <button
          class="collapse"
          type="button"
          aria-label={t.collapse}
          onClick={() => dispatch({ type: "shown", isOpen: false })}
        >
          <Icon name="down" />
        </button>
      </header>
      <main ref={body} key={scene}>
        <Body {...props} />
      </main>
      <footer>
        <AccountLine model={model} dispatch={dispatch} />
        <p class="small quiet">{t.framedBy(location.host)}</p>
      </footer>
    </div>
  );
}

function Pill({ model, dispatch }: CardProps) {
  const name = stateName(model);
  return (
    <main>
      <h1 class="visually-hidden">{t.title}</h1>
      <button
        class={`pill ${TONES[name]}`}
        type="button"
        aria-label={t.open(t.states[name])}
        onClick={() => dispatch({ type: "shown", isOpen: true })}
      >
        <Icon name="mark" />
        <span class="sign">
          <Icon name={TONES[name] === "ok" ? "check" : TONES[name] === "bad" ? "alert" : "clock"} />
        </span>
      </button>
    </main>
  );
}

function Body(props: CardProps) {
  const { model, dispatch, config } = props;
  const { signing, stage } = model;
  if (signing) return <SigningCard signing={signing} model={model} dispatch={dispatch} />;
  switch (stage.at) {
    case "choosing":
      return <Choosing model={model} dispatch={dispatch} />;
    case "connecting":
      return <Connecting wallet={stage.wallet} />;
    case "no-profile":
      return (
        <NoProfile {...{ model, dispatch, issuers: issuersFor(props), dashboard: config.sites.dashboard }} />
      );
    case "joining":
      return <Joining model={model} dispatch={dispatch} step={stage.step} />;
    case "signing-in":
      return model.problem ? <SignedOut model={model} dispatch={dispatch} /> : <Loading title={t.looking} />;
    case "broken":
      return (
        <>
          <Heading>{t.broken.title}</Heading>
          <Trouble problem={model.problem} app={model.app} onRetry={() => dispatch({ type: "begin-anew" })} />
        </>
      );
    case "settled":
      return <Settled {...props} stage={stage} />;
    default:
      return <Loading title={stage.at === "reading" ? t.reading : t.looking} />;
  }
}

function Settled({
  model,
  dispatch,
  config,
  stage,
}: CardProps & { stage: Extract<Stage, { at: "settled" }> }) {
  const { standing, task, aside } = stage;
  if (task?.does === "leave") return <Loading title={t.leaving} />;
  switch (standing.is) {
    case "offer":
      return <OfferCard model={model} dispatch={dispatch} offer={standing.offer} task={task} aside={aside} />;
    case "verifying":
      return <Verifying model={model} dispatch={dispatch} standing={standing} />;
    case "issuing":
      return <Issuing model={model} dispatch={dispatch} />;
    case "rejected":
    case "failed":
      return <Refused model={model} dispatch={dispatch} standing={standing} />;
    case "without":
      return <Without model={model} standing={standing} />;
    case "request": {
      const { request } = standing;
      const { directory } = config;
      return <RequestCard {...{ model, dispatch, request, directory, task, aside }} />;
    }
    case "verified": {
      const { dashboard } = config.sites;
      return <Verified {...{ model, dispatch, standing, task, aside, dashboard }} />;
    }
  }
}

function Without({
  model,
  standing,
}: {
  model: Model;
  standing: Extract<Extract<Stage, { at: "settled" }>["standing"], { is: "without" }>;
}) {
  const name = appName(model.app);
  const lead = standing.issuers.length > 0 ? t.without.lead(name) : t.without.none(name);
  return (
    <>
      <Heading>{t.without.title(typeName(standing.credentialType))}</Heading>
      <Issuers issuers={standing.issuers} lead={lead} label={t.without.visit} />
    </>
  );
}

function Loading({ title }: { title: string }) {
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        {title}
      </h1>
      <Skeleton lines={8} />
    </>
  );
}

/** Where one can get a profile: of the directory's issuers, those that give what the app wants. */
function issuersFor({ model, config }: CardProps) {
  const type = model.facts?.consumer?.credentialType;
  return config.directory
    .issuers()
    .filter(({ credentialTypes }) => type !== undefined && credentialTypes.includes(type));
}

/** The state as it is called here: for an app that asks for data, some have another name. */
function stateName(model: Model): keyof typeof t.states {
  const state = publicState(model);
  if (!model.facts?.consumer) return state;
  if (state === "verified") return "shared";
  return state === "not-verified" ? "nothing" : state;
}

/** What the person has to look at: when it changes, it is another screen. */
function sceneOf({ signing, stage }: Model): string {
  if (signing) return `signing ${signing.purpose}`;
  if (stage.at !== "settled") return stage.at;
  return [stage.standing.is, stage.task?.does === "share" || stage.task?.does === "permit", stage.aside].join(
    " ",
  );
}

/** A click that was meant for what stood there a moment ago does not count: nothing is consented to by accident. */
function holdClicks(body: HTMLElement | null): () => void {
  body?.classList.add("fresh");
  const timer = setTimeout(() => body?.classList.remove("fresh"), SETTLE_MS);
  return () => clearTimeout(timer);
}

/** Where the focus was on what is gone, it goes to the new screen's heading. It never comes from outside. */
function keepFocus(body: HTMLElement | null): void {
  if (document.hasFocus() && document.activeElement === document.body) {
    body?.querySelector<HTMLElement>("h1")?.focus();
  }
}

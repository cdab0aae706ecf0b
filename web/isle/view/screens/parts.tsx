/** What several screens have. */

import type { Refusal } from "idos-core/errors";
import { Badge, Failure, KeyText, PartyName, Status } from "idos-kit/parts";
import { type ErrorText, errorText } from "idos-kit/words";
import type { ComponentChildren } from "preact";
import { t } from "../../messages.ts";
import type { Event } from "../events.ts";
import type { App, Model } from "../model.ts";

export interface ScreenProps {
  model: Model;
  dispatch: (event: Event) => void;
}

/** An app that does this is not to be gone on with. */
const FINAL = new Set(["other_party", "bad_challenge"]);

/** What the app is called: by the directory, else by its address. */
export function appName({ party, origin }: App): string {
  return party?.name ?? new URL(origin).host;
}

/** The app with its logo and its address, as the browser shows it; one that nobody vouches for is marked so. */
export function AppName({ app }: { app: App }) {
  const { host } = new URL(app.origin);
  if (!app.party) {
    return (
      <>
        <strong class="origin">{host}</strong> <Badge tone="waiting">{t.notListed}</Badge>
        <p class="small quiet">{t.unknown}</p>
      </>
    );
  }
  return (
    <>
      <PartyName party={app.party} fallback={host} />
      <span class="origin small quiet block">{host}</span>
    </>
  );
}

export function Heading({ children }: { children: ComponentChildren }) {
  return (
    <h1 class="title" tabIndex={-1}>
      {children}
    </h1>
  );
}

/** What failed, in the Isle's own words where it has some; `after` says it where something was done already. */
export function Trouble({
  problem,
  app,
  after,
  onRetry,
}: {
  problem: Refusal | null;
  app: App;
  after?: Pick<ErrorText, "meaning" | "advice">;
  onRetry?: () => void;
}) {
  if (!problem) return null;
  const words = wordsOf(problem.code, appName(app)) ?? errorText(problem.code);
  const isFinal = FINAL.has(problem.code);
  const text = { ...words, ...after, ...(isFinal && { advice: words.advice }) };
  return <Failure error={problem} onRetry={isFinal ? undefined : onRetry} text={text} />;
}

function wordsOf(code: string, name: string): ErrorText | null {
  if (!Object.hasOwn(t.errors, code)) return null;
  const { what, ...rest } = t.errors[code as keyof typeof t.errors];
  return { what: what(name), ...rest };
}

/** A text as the wallet will show it, to the letter. */
export function Exact({ text }: { text: string }) {
  return (
    // Long texts scroll, and what scrolls must be reached by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section class="exact" tabIndex={0} aria-label={t.signing.text}>
      <pre>{text}</pre>
    </section>
  );
}

export function Waiting({ children }: { children: ComponentChildren }) {
  return (
    <div class="pending">
      <span class="spinner" aria-hidden="true" />
      <Status>{children}</Status>
    </div>
  );
}

export function AccountLine({ model, dispatch }: ScreenProps) {
  if (!model.account) return null;
  return (
    <div class="account small">
      <KeyText text={model.account.address} label={t.account} />
      <button class="link small" type="button" onClick={() => dispatch({ type: "leave" })}>
        {t.useAnother}
      </button>
    </div>
  );
}

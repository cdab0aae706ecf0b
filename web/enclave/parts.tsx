/** What the windows of the enclave are made of. */

import { Icon } from "idos-look/icons";
import { chooseTheme, chosenTheme, isTheme, THEMES } from "idos-look/theme";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "./messages.ts";
import type { Requester } from "./protocol.ts";

const PERMISSIONS = "/consents.html";

/** The frame of every window: whose it is, first of all. */
export function Page({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · idOS Enclave`;
    heading.current?.focus();
  }, [title]);
  return (
    <div class="page">
      <header class="plate">
        <Icon name="mark" />
        <p>
          <span class="small">{t.plate.label}</span> <strong class="origin">{location.host}</strong>
        </p>
      </header>
      <main>
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {children}
      </main>
      <footer>
        <p class="promise small">{t.plate.promise}</p>
        <div class="ends">
          {location.pathname !== PERMISSIONS && (
            <a class="small" href={PERMISSIONS} target="_blank" rel="noopener">
              {t.permissions}
            </a>
          )}
          <ThemeSwitch />
        </div>
      </footer>
    </div>
  );
}

function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme());
  const choose = (value: string) => {
    if (!isTheme(value)) return;
    chooseTheme(value);
    setTheme(value);
  };
  return (
    <label class="theme small">
      <span>{t.theme}</span>
      <select value={theme} onChange={(event) => choose(event.currentTarget.value)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {t.themes[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One question of a consent card, and its answer. */
export function Answer({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="answer">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Who({ requester }: { requester: Requester }) {
  return (
    <>
      <strong class="origin">{requester.origin}</strong>
      {requester.top && <span class="quiet"> {t.inside(requester.top)}</span>}
    </>
  );
}

/** The short name of who asks, for sentences. */
export function shortName({ origin }: Requester): string {
  return new URL(origin).host;
}

/** Two answers of equal weight; neither is chosen beforehand. */
export function Choice({
  no,
  yes,
  onNo,
  onYes,
  isBusy = false,
}: {
  no: string;
  yes: string;
  onNo: () => void;
  onYes?: () => void;
  isBusy?: boolean;
}) {
  return (
    <div class="choice">
      <button class="button" type="button" onClick={onNo}>
        {no}
      </button>
      <button class="button" type={onYes ? "button" : "submit"} disabled={isBusy} onClick={onYes}>
        {yes}
      </button>
    </div>
  );
}

/** What just happened, for those who do not see it. Present from the start, as live regions must be. */
export function Status({ children }: { children: ComponentChildren }) {
  return (
    <p class="status small" role="status">
      {children}
    </p>
  );
}

export function Failure({ id, children }: { id?: string; children: ComponentChildren }) {
  return (
    <p class="failure error small" role="alert" id={id}>
      {children}
    </p>
  );
}

export function Working({ done }: { done: number | null }) {
  if (done === null) return null;
  const percent = Math.round(done * 100);
  return (
    <div class="working">
      <progress max={100} value={percent} aria-label={t.working(percent)} />
      <span class="small quiet">{t.working(percent)}</span>
    </div>
  );
}

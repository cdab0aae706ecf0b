import { Icon } from "idos-look/icons";
import { chooseLanguage, isLanguage, LANGUAGES, language } from "idos-look/text";
import { chooseTheme, chosenTheme, isTheme, THEMES } from "idos-look/theme";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Toasts } from "./feedback.tsx";

/**
 * The frame of a page. `brand` is the name on the plate, `title` the heading; when the title changes, focus
 * goes to it, as after a navigation. `mark` stands for our own; `actions` is the plate's far end.
 */
export function Shell({
  brand,
  title,
  mark = <Icon name="mark" />,
  home = "/",
  lead,
  nav,
  actions,
  footer,
  isWide = false,
  children,
}: {
  brand: string;
  title: string;
  mark?: ComponentChildren;
  home?: string;
  lead?: ComponentChildren;
  nav?: ComponentChildren;
  actions?: ComponentChildren;
  footer?: ComponentChildren;
  isWide?: boolean;
  children: ComponentChildren;
}) {
  const heading = useTitle(title, brand);
  return (
    <div class={isWide ? "shell wide" : "shell"}>
      <button class="skip" type="button" onClick={() => skipTo(heading.current)}>
        {t.skip}
      </button>
      <header class="nameplate">
        <a class="brand" href={home}>
          <span class="mark">{mark}</span>
          <strong>{brand}</strong>
        </a>
        <div class="actions">{actions}</div>
        {nav}
      </header>
      <main>
        <div class="heading">
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {children}
      </main>
      <footer class="page-end">
        <div class="small quiet">{footer}</div>
        <div class="switches small">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </footer>
      <Toasts />
    </div>
  );
}

export interface NavItem {
  href: string;
  label: string;
  isCurrent: boolean;
}

export function Nav({ label, items }: { label: string; items: NavItem[] }) {
  return (
    <nav aria-label={label}>
      <ul>
        {items.map(({ href, label: text, isCurrent }) => (
          <li key={href}>
            <a href={href} aria-current={isCurrent ? "page" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useTitle(title: string, brand: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(title);
  useEffect(() => {
    document.title = title === brand ? brand : `${title} · ${brand}`;
    if (shown.current !== title) heading.current?.focus();
    shown.current = title;
  }, [title, brand]);
  return heading;
}

/** Not a link: the address's fragment may belong to a page's own routes. */
function skipTo(heading: HTMLElement | null): void {
  heading?.focus();
  heading?.scrollIntoView();
}

function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (value: string) => {
    if (!isTheme(value)) return;
    chooseTheme(value);
    setTheme(value);
  };
  return (
    <label>
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

/** The languages are called by their own names. */
function LanguageSwitch() {
  const nameOf = (tag: string) => new Intl.DisplayNames(tag, { type: "language" }).of(tag);
  return (
    <label>
      <span>{t.language}</span>
      <select
        value={language}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && chooseLanguage(value)}
      >
        {LANGUAGES.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {nameOf(tag)}
          </option>
        ))}
      </select>
    </label>
  );
}

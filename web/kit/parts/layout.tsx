import { fieldName } from "idos-look/fields";
import { Icon, type IconName } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../messages.ts";

const FEW = 8;

export function Card({ children, class: name = "" }: { children: ComponentChildren; class?: string }) {
  return <div class={`card body ${name}`}>{children}</div>;
}

/** A part of a page under a heading of its own; `actions` stand beside the heading. */
export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A consent's questions, in this order: who asks, for what, which fields, until when, what revoking does. */
export function Answers({ children }: { children: ComponentChildren }) {
  return <dl class="card answers">{children}</dl>;
}

export function Answer({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="answer">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Fields of a credential by their plain names; when there are many, the rest on demand. */
export function FieldList({ names }: { names: readonly string[] }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? names : names.slice(0, FEW);
  return (
    <>
      <ul class="fields">
        {shown.map((name) => (
          <li key={name}>{fieldName(name)}</li>
        ))}
      </ul>
      {shown.length < names.length && (
        <button class="link small" type="button" onClick={() => setAll(true)}>
          {t.allFields(names.length)}
        </button>
      )}
    </>
  );
}

export type Tone = "ok" | "waiting" | "lock" | "bad" | "quiet";

const ICONS: Record<Tone, IconName> = {
  ok: "check",
  waiting: "clock",
  lock: "lock",
  bad: "refused",
  quiet: "dot",
};

/** A state: a drawing and a word, so that colour is never the only sign. */
export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={ICONS[tone]} />
      <span>{children}</span>
    </span>
  );
}

/** Where one is on a way of a few steps; `current` counts from 0, and is their number when all are done. */
export function Steps({ labels, current }: { labels: readonly string[]; current: number }) {
  const stateOf = (at: number) => (at < current ? "done" : at === current ? "now" : "next");
  return (
    <ol class="steps">
      {labels.map((label, at) => (
        <li key={label} class={stateOf(at)} aria-current={at === current ? "step" : undefined}>
          <span class="dot" aria-hidden="true">
            {at < current ? <Icon name="check" /> : at + 1}
          </span>
          <span>{label}</span>
          {at < current && <span class="visually-hidden"> ({t.stepDone})</span>}
        </li>
      ))}
    </ol>
  );
}

/** The room that something takes that is still being read. `lines` is its height in lines of text. */
export function Skeleton({ lines = 4, count = 1 }: { lines?: number; count?: number }) {
  return (
    <div class="skeletons">
      <span class="visually-hidden" role="status">
        {t.loading}
      </span>
      {Array.from({ length: count }, (_, at) => (
        <div key={at} class={`card skeleton lines-${Math.min(Math.max(lines, 1), 8)}`} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing here, and what to do about it. */
export function Empty({
  title,
  icon = "document",
  children,
}: {
  title: string;
  icon?: IconName;
  children?: ComponentChildren;
}) {
  return (
    <div class="card empty">
      <Icon name={icon} />
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}

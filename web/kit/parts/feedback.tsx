import { isDeclined, type Refusal } from "idos-core/errors";
import { Icon } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { type ErrorText, errorText } from "../words.ts";
import { Button } from "./controls.tsx";
import { Skeleton } from "./layout.tsx";

const TOAST_LASTS = 8000;
const MAX_TOASTS = 3;

/** What just happened, for those who do not see it. Present from the start, as live regions must be. */
export function Status({ children }: { children?: ComponentChildren }) {
  return (
    <p class="status" role="status">
      {children}
    </p>
  );
}

/**
 * What failed, or what the person declined: what happened, what it means for the data, what to do; `text` has a
 * page's own words. What the person declined is shown as no failure.
 */
export function Failure({
  error,
  text = errorText(error.code),
  onRetry,
}: {
  error: Refusal;
  text?: ErrorText | undefined;
  onRetry?: (() => void) | undefined;
}) {
  const { what, meaning, advice } = text;
  const isOwn = isDeclined(error);
  return (
    <div class={isOwn ? "failure own" : "failure"} role="alert">
      <Icon name={isOwn ? "refused" : "alert"} />
      <div>
        <p>
          <strong>{what}</strong>
        </p>
        <p>
          {meaning} {advice}
        </p>
        {onRetry && (
          <Button icon="again" isSmall onClick={onRetry}>
            {t.retry}
          </Button>
        )}
        {!isOwn && (
          <details>
            <summary>{t.details}</summary>
            <p class="code">
              {error.code}: {error.message}
            </p>
          </details>
        )}
      </div>
    </div>
  );
}

/** In the place of what was not read yet: that it is being read, or why it could not be. */
export function Pending({
  error,
  onRetry,
  ...size
}: {
  error: Refusal | null;
  onRetry: () => void;
  lines?: number;
  count?: number;
}) {
  return error ? <Failure error={error} onRetry={onRetry} /> : <Skeleton {...size} />;
}

/** How far long work is: of 1, in percent; of a number of things, in things. */
export function Progress({ label, done, total = 1 }: { label: string; done: number; total?: number }) {
  const far = total === 1 ? t.percent(Math.round(done * 100)) : t.ofTotal(done, total);
  return (
    <div class="working">
      <progress max={total} value={done} aria-label={label} />
      <span class="small quiet">
        {label} · {far}
      </span>
    </div>
  );
}

interface Toast {
  id: number;
  text: string;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
let show: (toasts: readonly Toast[]) => void = () => {};

/** Tell something that needs no answer. It is read aloud, and goes after some seconds or a click. */
export function toast(text: string): void {
  lastId += 1;
  const added = { id: lastId, text };
  change([...toasts, added].slice(-MAX_TOASTS));
  setTimeout(() => dismiss(added.id), TOAST_LASTS);
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function change(next: readonly Toast[]): void {
  toasts = next;
  show(toasts);
}

/** Tell when something turns to `to`; not how it is at first. */
export function useToastWhen(value: boolean, to: boolean, text: string): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current !== value && value === to) toast(text);
    before.current = value;
  }, [value]);
}

/** The place of toasts; `Shell` has it already. */
export function Toasts() {
  const [shown, setShown] = useState(toasts);
  useEffect(() => {
    show = setShown;
    setShown(toasts);
    return () => {
      show = () => {};
    };
  }, []);
  return (
    <div class="toasts" role="status">
      {shown.map(({ id, text }) => (
        <p key={id}>
          <span>{text}</span>
          <button type="button" aria-label={t.dismiss} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  );
}

import { Icon, type IconName } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** One action. While it `isBusy` it keeps its place and focus, and does nothing more. */
export function Button({
  kind = "plain",
  icon,
  type = "button",
  isSmall = false,
  isBusy = false,
  isDisabled = false,
  label,
  onClick,
  children,
}: {
  kind?: "plain" | "primary" | "danger";
  icon?: IconName;
  type?: "button" | "submit";
  isSmall?: boolean;
  isBusy?: boolean;
  isDisabled?: boolean;
  /** What it is called where its own words do not say enough: they must be its beginning. */
  label?: string;
  onClick?: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const act = (event: Event) => {
    if (isBusy) event.preventDefault();
    else onClick?.();
  };
  return (
    <button
      class={`button ${kind}${isSmall ? " small" : ""}`}
      type={type}
      disabled={isDisabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-label={label}
      onClick={act}
    >
      {isBusy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
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
  /** Without it, the answer submits the form around it. */
  onYes?: () => void;
  isBusy?: boolean;
}) {
  return (
    <div class="choice">
      <Button onClick={onNo} isDisabled={isBusy}>
        {no}
      </Button>
      <Button type={onYes ? "button" : "submit"} onClick={onYes} isBusy={isBusy}>
        {yes}
      </Button>
    </div>
  );
}

interface Labelled {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value, in words. */
  error?: string | null | undefined;
}

export function Field({
  label,
  hint,
  error,
  value,
  onInput,
  type = "text",
  lines = 1,
  isRequired = false,
  autocomplete = "off",
  maxLength,
}: Labelled & {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "password" | "search" | "url" | "date" | "email";
  lines?: number;
  isRequired?: boolean;
  autocomplete?: string;
  maxLength?: number;
}) {
  const id = useId();
  const common = {
    id,
    value,
    required: isRequired,
    "aria-invalid": error ? ("true" as const) : undefined,
    "aria-describedby": describedBy(id, hint, error),
    ...(maxLength !== undefined && { maxLength }),
  };
  return (
    <Labels id={id} label={label} hint={hint} error={error}>
      <div class="input">
        {lines > 1 ? (
          <textarea {...common} rows={lines} onInput={(event) => onInput(event.currentTarget.value)} />
        ) : (
          <input
            {...common}
            // Preact's types tell kinds of input apart; this one is any of them.
            type={type as "text"}
            autocomplete={autocomplete}
            spellcheck={false}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )}
      </div>
    </Labels>
  );
}

export function Select<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onChange,
}: Labelled & {
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  const id = useId();
  const choose = (text: string) => {
    const chosen = options.find((option) => option.value === text);
    if (chosen) onChange(chosen.value);
  };
  return (
    <Labels id={id} label={label} hint={hint} error={error}>
      <select
        id={id}
        value={value}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labels>
  );
}

export function Check({
  isChecked,
  onChange,
  children,
}: {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

function Labels({
  id,
  label,
  hint,
  error,
  children,
}: Labelled & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="small quiet" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="small error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, hint: ComponentChildren, error?: string | null): string | undefined {
  const ids = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

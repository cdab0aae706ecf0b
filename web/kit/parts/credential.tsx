/** A credential as a document: portrait, fields in groups, pictures, and what checking it found. */

import { Icon } from "idos-look/icons";
import type { Check } from "idos-sdk/credentials/format";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { checkText, checkTitle } from "../checks.ts";
import { groupsOf, type ShownField, type ShownGroup } from "../fields.ts";
import { imageOf } from "../image.ts";
import { t } from "../messages.ts";
import { Dialog } from "./dialog.tsx";

const PORTRAIT = "selfieFile";

/**
 * What a credential says of its subject. `title` is what it is; `children` stand below the name: who signed it;
 * `findings` before the fields: what was checked.
 */
export function CredentialDocument({
  title,
  subject,
  findings,
  children,
}: {
  title: string;
  subject: Readonly<Record<string, unknown>>;
  findings?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const groups = groupsOf(subject);
  const portrait = subject[PORTRAIT];
  const name = nameOf(subject);
  return (
    <article class="card credential">
      <div class="credential-head">
        {typeof portrait === "string" && <Portrait text={portrait} />}
        <div>
          <p class="small quiet">{title}</p>
          <h2>{name ?? title}</h2>
          {children}
        </div>
      </div>
      {findings}
      {groups.map((group) =>
        group.group === "pictures" ? (
          <Pictures key={group.group} group={group} />
        ) : (
          <Fields key={group.group} group={group} />
        ),
      )}
    </article>
  );
}

/** The name of a person, as the document gives it; null for a subject without one. */
export function nameOf(subject: Readonly<Record<string, unknown>>): string | null {
  const parts = ["firstName", "middleName", "familyName"].map((field) => subject[field]);
  return parts.filter((part) => typeof part === "string" && part !== "").join(" ") || null;
}

/** One check of a credential, in words. */
export interface CheckLine {
  title: string;
  text: string;
  isOk: boolean;
  /** Whether it could not be made, because another did not pass. */
  isSkipped?: boolean;
}

/** Checks, in words. */
export function checkLines(checks: readonly Check[]): CheckLine[] {
  return checks.map((check) => ({
    title: checkTitle(check),
    text: checkText(check),
    isOk: check.ok,
    isSkipped: check.code === "not_checked",
  }));
}

/** What was checked, line by line: on demand, or at once. */
export function Checks({ lines, isOpen = false }: { lines: readonly CheckLine[]; isOpen?: boolean }) {
  return (
    <details class="checks" open={isOpen}>
      <summary>{t.checks(lines.filter(({ isOk }) => isOk).length, lines.length)}</summary>
      <ul>
        {lines.map(({ title, text, isOk, isSkipped = false }) => (
          <li key={title} class={isOk ? "passed" : isSkipped ? "skipped" : "not-passed"}>
            <Icon name={isOk ? "check" : isSkipped ? "dot" : "refused"} />
            <span>
              <strong>{title}</strong>
              <span class="visually-hidden"> {isOk ? t.passed : t.notPassed}</span>
              <span class="block quiet">{text}</span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Fields({ group: { title, fields } }: { group: ShownGroup }) {
  return (
    <section class="credential-group">
      <h3>{title}</h3>
      <dl>
        {fields.map(({ name, title: label, text }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Pictures({ group: { title, fields } }: { group: ShownGroup }) {
  return (
    <section class="credential-group">
      <h3>{title}</h3>
      <ul class="pictures">
        {fields.map((field) => (
          <li key={field.name}>
            <Picture field={field} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Picture({ field: { title, value } }: { field: ShownField }) {
  const [isLarge, setLarge] = useState(false);
  const url = usePicture(value);
  if (url === null) {
    return (
      <figure class="no-picture">
        <Icon name="image" />
        <figcaption class="small quiet">{t.noPicture(title)}</figcaption>
      </figure>
    );
  }
  return (
    <>
      <button type="button" class="thumbnail" onClick={() => setLarge(true)}>
        <img src={url} alt="" />
        <span class="small">{title}</span>
      </button>
      {isLarge && (
        <Dialog title={title} isWide onClose={() => setLarge(false)}>
          <img class="whole-picture" src={url} alt={title} />
          <button type="button" class="button" onClick={() => setLarge(false)}>
            {t.close}
          </button>
        </Dialog>
      )}
    </>
  );
}

function Portrait({ text }: { text: string }) {
  const url = usePicture(text);
  if (url !== null) return <img class="portrait" src={url} alt={t.portrait} />;
  return (
    <span class="portrait" aria-hidden="true">
      <Icon name="person" />
    </span>
  );
}

/** An address of the picture in a text, for as long as the part is shown; null when there is no picture in it. */
function usePicture(text: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const image = imageOf(text);
    if (image === null) return setUrl(null);
    const made = URL.createObjectURL(image);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return url;
}

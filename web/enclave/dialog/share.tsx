/** Consent to one copy: who gets it, for what, which fields, until when, and what withdrawing does. */

import { fieldName } from "idos-core/fields";
import { Icon } from "idos-core/icons";
import { dateText, relativeText } from "idos-core/text";
import { useState } from "preact/hooks";
import type { ShareQuestion } from "../exchange.ts";
import { t } from "../messages.ts";
import { Answer, Choice, Page, shortName, Who } from "../parts.tsx";

const FEW = 8;

export function Share({
  question,
  onShare,
  onDecline,
}: {
  question: ShareQuestion;
  /** `isForVisit`: do not ask again for this recipient during this visit. */
  onShare: (isForVisit: boolean) => void;
  onDecline: () => void;
}) {
  const { requester, grantee, granteeName, recipient, label, purpose, fields, lockedUntil } = question;
  const [isForVisit, setForVisit] = useState(false);
  return (
    <Page title={t.share.title}>
      <p class="lead">{t.share.lead}</p>
      <dl class="card answers">
        <Answer title={t.who}>
          <Who requester={requester} />
        </Answer>
        <Answer title={t.share.recipient}>
          <strong class="code">{granteeName ?? shorten(grantee)}</strong>
          {granteeName && <span class="small quiet block">{t.share.named(shortName(requester))}</span>}
          <details>
            <summary>{t.share.keys}</summary>
            <Key title={t.share.address} text={grantee} />
            <Key title={t.share.key} text={recipient} />
          </details>
        </Answer>
        <Answer title={t.share.purpose}>{purpose ?? t.share.noPurpose}</Answer>
        <Answer title={t.share.label}>{label ?? t.share.noLabel}</Answer>
        <Answer title={t.fieldsTitle}>
          <Fields names={fields} />
        </Answer>
        <Answer title={t.until}>
          <Lock lockedUntil={lockedUntil} />
        </Answer>
        <Answer title={t.after}>{t.share.revoke}</Answer>
      </dl>
      <fieldset class="durations">
        <legend class="small">{t.share.again}</legend>
        <div class="segments">
          {[false, true].map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="again"
                checked={isForVisit === value}
                onChange={() => setForVisit(value)}
              />
              <span>{value ? t.share.visit : t.share.once}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Choice no={t.share.no} yes={t.share.yes} onNo={onDecline} onYes={() => onShare(isForVisit)} />
    </Page>
  );
}

function Key({ title, text }: { title: string; text: string }) {
  return (
    <p>
      {title}: <span class="code">{text}</span>
    </p>
  );
}

function Fields({ names }: { names: string[] | null }) {
  const [isAll, setAll] = useState(false);
  if (!names || names.length === 0) return <>{t.share.everything}</>;
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
          {t.share.more(names.length)}
        </button>
      )}
    </>
  );
}

function Lock({ lockedUntil }: { lockedUntil: number }) {
  const at = lockedUntil * 1000;
  if (at <= Date.now()) return <>{t.share.noLock}</>;
  return (
    <p class="lock">
      <Icon name="lock" />
      <span>
        <strong>{t.share.lock(dateText(at), relativeText(at, Date.now()))}</strong> {t.share.lockMeans}
      </span>
    </p>
  );
}

function shorten(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 12)}…${text.slice(-8)}`;
}

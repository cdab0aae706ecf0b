/** Consent to one copy: who gets it, for what, what is in it, until when, and what withdrawing does. */

import { fieldName } from "idos-look/fields";
import { Icon } from "idos-look/icons";
import { dateText, relativeText } from "idos-look/text";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Answer, Choice, Page, shortName, Who } from "../parts.tsx";
import type { Content, ShareQuestion } from "../protocol.ts";

const FEW = 8;

export function Share({
  question,
  onShare,
  onDecline,
}: {
  question: ShareQuestion;
  onShare: () => void;
  onDecline: () => void;
}) {
  const { requester, grantee, granteeName, recipient, label, purpose, content, lockedUntil } = question;
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
        <Answer title={t.share.label}>
          {label ?? t.share.noLabel}
          {label && <span class="small quiet block">{t.share.named(shortName(requester))}</span>}
        </Answer>
        <Answer title={t.share.content}>
          <p class="small quiet">{t.share.opened}</p>
          <Contents content={content} />
        </Answer>
        <Answer title={t.until}>
          <Lock lockedUntil={lockedUntil} />
        </Answer>
        <Answer title={t.after}>{t.share.revoke}</Answer>
      </dl>
      <Choice no={t.share.no} yes={t.share.yes} onNo={onDecline} onYes={onShare} />
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

function Contents({ content }: { content: Content }) {
  const { issuer, fields, more, text, size } = content;
  const [isAll, setAll] = useState(false);
  if (fields.length === 0) {
    if (text === null) return <p>{t.share.bytes(size)}</p>;
    return (
      <>
        <p class="said">{text}</p>
        <p class="small quiet">{t.share.inAll(size)}</p>
      </>
    );
  }
  const shown = isAll ? fields : fields.slice(0, FEW);
  return (
    <>
      <dl class="contents">
        {issuer !== null && <Field name={t.share.issuer} value={issuer} />}
        {shown.map(({ name, value, size }, number) => (
          <Field key={number} name={fieldName(name)} value={value ?? t.share.large(size)} />
        ))}
      </dl>
      {shown.length < fields.length && (
        <button class="link small" type="button" onClick={() => setAll(true)}>
          {t.share.more(fields.length)}
        </button>
      )}
      {more > 0 && <p class="small">{t.share.beyond(more)}</p>}
    </>
  );
}

function Field({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt class="small quiet">{name}</dt>
      <dd>{value}</dd>
    </div>
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

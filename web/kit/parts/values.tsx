import { Icon } from "idos-look/icons";
import { dateText, dateTimeText, relativeText } from "idos-look/text";
import { useEffect, useState } from "preact/hooks";
import { milliseconds, shortKey } from "../format.ts";
import { isLocked } from "../lock.ts";
import { t } from "../messages.ts";
import { Badge } from "./layout.tsx";

const COPIED_SHOWN = 2500;

/** A key or id: shortened in the middle, whole on demand, and to be copied. `label` says what it is. */
export function KeyText({ text, label }: { text: string; label: string }) {
  const [isWhole, setWhole] = useState(false);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN);
    return () => clearTimeout(timer);
  }, [isCopied]);
  // A framed page may not be allowed to copy; then the whole key is shown, to be copied by hand.
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setWhole(true),
    );
  const short = shortKey(text);
  return (
    <span class="key">
      {isWhole || short === text ? (
        <span class="code">{text}</span>
      ) : (
        <button
          class="code"
          type="button"
          aria-label={`${label}: ${short}. ${t.showWhole}`}
          onClick={() => setWhole(true)}
        >
          {short}
        </button>
      )}
      <button class="copy" type="button" aria-label={`${t.copy}: ${label}`} title={t.copy} onClick={copy}>
        <Icon name={isCopied ? "check" : "copy"} />
      </button>
      <span class="visually-hidden" role="status">
        {isCopied && t.copied}
      </span>
    </span>
  );
}

/** A moment, in Unix seconds: `3 May 2031 (in 5 years)`. */
export function When({ at, hasTime = false }: { at: number; hasTime?: boolean }) {
  const moment = milliseconds(at);
  const text = hasTime ? dateTimeText(moment) : dateText(moment);
  return (
    <time dateTime={new Date(moment).toISOString()} title={dateTimeText(moment)}>
      {text} <span class="quiet">({relativeText(moment, Date.now())})</span>
    </time>
  );
}

/** A lock's end, in Unix seconds; 0 is no lock. */
export function Until({ at }: { at: number }) {
  if (at === 0) return <span class="quiet">{t.noLock}</span>;
  const moment = milliseconds(at);
  const date = dateText(moment);
  if (!isLocked(at, Date.now())) return <span class="quiet">{t.lockEnded(date)}</span>;
  return <Badge tone="lock">{t.until(date, relativeText(moment, Date.now()))}</Badge>;
}

/** Of a party of the directory, what a person sees. */
export interface Named {
  name: string;
  logo: string;
}

/** A company or issuer by its directory name; one that is not listed, by its origin or key, and said so. */
export function PartyName({ party, fallback }: { party: Named | null | undefined; fallback: string }) {
  if (party) {
    return (
      <span class="party">
        <img src={party.logo} alt="" />
        <strong>{party.name}</strong>
      </span>
    );
  }
  return (
    <span class="party">
      <span class="logo" aria-hidden="true">
        <Icon name="building" />
      </span>
      <span>
        <strong class="code" title={fallback}>
          {shortKey(fallback)}
        </strong>
        <span class="small quiet"> {t.notListed}</span>
      </span>
    </span>
  );
}

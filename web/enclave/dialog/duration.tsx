import { dateText } from "idos-look/text";
import { VISIT } from "../keys/vault.ts";
import { scopeText, t } from "../messages.ts";
import { Answer, Who } from "../parts.tsx";
import { DURATIONS, type Duration, type Requester, type Scope } from "../protocol.ts";

const DAY = 86_400_000;

/** When a consent of this duration, given now, ends: milliseconds since 1970. */
export function endOf(duration: Duration, now: number): number {
  return now + (duration === 0 ? VISIT : duration * DAY);
}

/** The consent card for the use of the key: who, what, until when, and how to end it. */
export function UseCard({
  requester,
  scopes,
  duration,
  onDuration,
}: {
  requester: Requester;
  scopes: Scope[];
  duration: Duration;
  onDuration: (duration: Duration) => void;
}) {
  return (
    <dl class="card answers">
      <Answer title={t.who}>
        <Who requester={requester} />
      </Answer>
      <Answer title={t.what}>
        <ul class="scopes">
          {scopes.map((scope) => (
            <li key={scope}>{scopeText(scope)}</li>
          ))}
        </ul>
      </Answer>
      <Answer title={t.until}>
        <Durations duration={duration} onDuration={onDuration} />
      </Answer>
      <Answer title={t.after}>{t.withdraw}</Answer>
    </dl>
  );
}

export function Durations({
  duration,
  onDuration,
}: {
  duration: Duration;
  onDuration: (duration: Duration) => void;
}) {
  return (
    <fieldset class="durations">
      <legend class="visually-hidden">{t.durations.label}</legend>
      <div class="segments">
        {DURATIONS.map((days) => (
          <label key={days}>
            <input
              type="radio"
              name="duration"
              value={days}
              checked={duration === days}
              onChange={() => onDuration(days)}
            />
            <span>{t.durations[days]}</span>
          </label>
        ))}
      </div>
      <p class="small quiet">
        {duration === 0 ? t.durations.visitHint : t.durations.daysHint(dateText(endOf(duration, Date.now())))}
      </p>
    </fieldset>
  );
}

/** What a customer can do when an opening failed, or cannot go on without an answer. */

import { milliseconds } from "idos-kit/format";
import { Button, Card, Section } from "idos-kit/parts";
import { dateTimeText } from "idos-look/text";
import type { Names, Opening } from "./bank.ts";
import { reasonText, t } from "./messages.ts";
import { NamesForm } from "./names.tsx";

/** The reasons, and how it goes on. */
export function Rejection({ opening }: { opening: Opening }) {
  const other = opening.state === "failed" ? t.reasons.unforeseen : t.reasons.other;
  const reasons = new Set(opening.reasons.map((code) => reasonText(code, other)));
  return (
    <>
      <ul class="reasons">
        {[...reasons].map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p>{nextText(opening)}</p>
    </>
  );
}

function nextText({ canRetry, retryFrom }: Opening): string {
  if (canRetry) return t.open.next.retry;
  if (retryFrom !== null) return t.open.next.later(dateTimeText(milliseconds(retryFrom)));
  return t.open.next.renew;
}

export function isNameAtFault({ state, reasons }: Opening): boolean {
  return state === "rejected" && reasons.includes("name_mismatch");
}

/** The name with which a document was `compared`, to be written as the document has it. */
export function NameCorrection({
  compared,
  given,
  onDone,
}: {
  compared: Names | null;
  given: Names | null;
  onDone: (names: Names) => void;
}) {
  const { title, lead, done } = t.open.correct;
  const isCorrected = given !== null && compared !== null && fullName(given) !== fullName(compared);
  return (
    <Section title={title}>
      <p>{lead}</p>
      {isCorrected && <p role="status">{done(fullName(given))}</p>}
      <NamesForm known={given ?? compared} onDone={onDone} />
    </Section>
  );
}

/** Only the customer knows whether the key of the profile was changed on purpose. */
export function KeyQuestion({ onChanged }: { onChanged: () => void }) {
  const { title, text, yes } = t.open.key;
  return (
    <Card class="way">
      <h2>{title}</h2>
      <p>{text}</p>
      <Button onClick={onChanged}>{yes}</Button>
    </Card>
  );
}

/** Both names, or the one that there is. */
export function fullName({ givenNames, surname }: Names): string {
  return `${givenNames} ${surname}`.trim();
}

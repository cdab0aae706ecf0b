/** The key is unlocked already; whether this website may use it is not decided. */

import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Choice, Page, shortName } from "../parts.tsx";
import type { Approval, Duration, KeyAnswer, KeyQuestion } from "../protocol.ts";
import { UseCard } from "./duration.tsx";

export function AllowUse({
  question: { requester, scopes },
  grant,
  onDone,
  onDecline,
}: {
  question: KeyQuestion;
  grant: (duration: Duration) => Promise<Approval>;
  onDone: (answer: KeyAnswer) => void;
  onDecline: () => void;
}) {
  const [duration, setDuration] = useState<Duration>(0);
  const allow = async () => onDone({ secretKey: null, duration, approval: await grant(duration) });
  return (
    <Page title={t.consent.title(shortName(requester))}>
      <p class="lead">{t.consent.lead}</p>
      <UseCard requester={requester} scopes={scopes} duration={duration} onDuration={setDuration} />
      <Choice no={t.decline} yes={t.consent.allow} onNo={onDecline} onYes={allow} />
    </Page>
  );
}

/** A yes or no to words of the website. */

import { t } from "../messages.ts";
import { Answer, Choice, Page, shortName, Who } from "../parts.tsx";
import type { ConfirmQuestion } from "../protocol.ts";

export function Confirm({
  question: { requester, text },
  onAnswer,
}: {
  question: ConfirmQuestion;
  onAnswer: (confirmed: boolean) => void;
}) {
  return (
    <Page title={t.confirm.title(shortName(requester))}>
      <p class="lead">{t.confirm.lead}</p>
      <dl class="card answers">
        <Answer title={t.who}>
          <Who requester={requester} />
        </Answer>
        <Answer title={t.what}>
          <span class="said">{withoutTags(text)}</span>
        </Answer>
      </dl>
      <Choice
        no={t.confirm.no}
        yes={t.confirm.yes}
        onNo={() => onAnswer(false)}
        onYes={() => onAnswer(true)}
      />
    </Page>
  );
}

/** Websites write these messages in HTML at times; they are shown as text, and their tags are no part of it. */
function withoutTags(text: string): string {
  return text.replace(/<[^>]*>/g, "").trim();
}

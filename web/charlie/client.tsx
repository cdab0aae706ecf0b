import { checkText, checkTitle } from "idos-kit/checks";
import { Checks } from "idos-kit/credential";
import { fieldName, valueText } from "idos-kit/fields";
import { milliseconds } from "idos-kit/format";
import { Badge, Button, Card, Failure, Section, Until, When } from "idos-kit/parts";
import { Plastic } from "idos-kit/storefront";
import { useTask } from "idos-kit/task";
import { dateTimeText } from "idos-look/text";
import { type ClientAccount, claimCard } from "./exchange.ts";
import { t } from "./messages.ts";

const HIDDEN = "•••• •••• ••••";

/** A client who shared a credential: what was found, and the card. */
export function Client({ account, onClaimed }: { account: ClientAccount; onClaimed: () => void }) {
  return (
    <>
      {account.state === "verified" && <Verified account={account} onClaimed={onClaimed} />}
      {account.state === "withdrawn" && <Withdrawn account={account} />}
      {account.state === "unverified" && <Unverified />}
      {account.checks.length > 0 && <Report account={account} />}
    </>
  );
}

function Verified({ account, onClaimed }: { account: ClientAccount; onClaimed: () => void }) {
  const { verified } = t.account;
  const { card, subject } = account;
  const [first, family] = [subject.firstName, subject.familyName].map((name) => String(name ?? ""));
  const claim = useTask(async () => {
    await claimCard();
    onClaimed();
  });
  return (
    <Section
      title={verified.title(first || family || "")}
      actions={<Badge tone="ok">{card ? verified.cardBadge : verified.badge}</Badge>}
    >
      <div class="client">
        <Plastic
          brand={t.brand}
          number={`${HIDDEN} ${card ?? "••••"}`}
          holder={`${first} ${family}`.trim()}
          label={card ? verified.card(card) : verified.preview}
        />
        <div class="client-words">
          {!card && (
            <>
              <p>{verified.lead}</p>
              <Button kind="primary" isBusy={claim.isBusy} onClick={() => void claim.run()}>
                {verified.claim}
              </Button>
              {claim.error && <Failure error={claim.error} onRetry={claim.retry} />}
            </>
          )}
          <Facts account={account} />
        </div>
      </div>
    </Section>
  );
}

/** The fields that were read, and how long they may be. */
function Facts({ account: { subject, since, lockedUntil } }: { account: ClientAccount }) {
  return (
    <dl class="facts">
      {Object.entries(subject).map(([name, value]) => (
        <div key={name}>
          <dt>{fieldName(name)}</dt>
          <dd>{valueText(name, String(value))}</dd>
        </div>
      ))}
      <div>
        <dt>{t.account.since}</dt>
        <dd>
          <When at={since} />
        </dd>
      </div>
      <div>
        <dt>{t.account.lock}</dt>
        <dd>
          <Until at={lockedUntil} />
        </dd>
      </div>
    </dl>
  );
}

function Withdrawn({ account: { withdrawn, card } }: { account: ClientAccount }) {
  const words = t.account.withdrawn;
  return (
    <Section title={words.title} actions={<Badge tone="waiting">{words.badge}</Badge>}>
      <div class="client">
        <Plastic brand={t.brand} number={`${HIDDEN} ${card ?? "••••"}`} holder="" label={words.card} isDull />
        <p>{words.text(dateTimeText(milliseconds(withdrawn ?? 0)))}</p>
      </div>
    </Section>
  );
}

function Unverified() {
  const { title, badge, text } = t.account.unverified;
  return (
    <Section title={title} actions={<Badge tone="bad">{badge}</Badge>}>
      <Card>
        <p>{text}</p>
      </Card>
    </Section>
  );
}

function Report({ account: { checks, checked } }: { account: ClientAccount }) {
  const lines = checks.map((check) => ({ title: checkTitle(check), text: checkText(check), isOk: check.ok }));
  return (
    <Section title={t.account.reportTitle}>
      <Card>
        <p class="small quiet">{t.account.report(dateTimeText(milliseconds(checked)))}</p>
        <Checks lines={lines} isOpen />
      </Card>
    </Section>
  );
}

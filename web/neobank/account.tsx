import { whileVisible } from "idos-app/polling";
import { Badge, Button, Card, Section, When } from "idos-kit/parts";
import { Plastic } from "idos-kit/storefront";
import { useLoaded } from "idos-kit/task";
import { loadConfig } from "idos-sdk/config";
import { useEffect } from "preact/hooks";
import { type BankAccount, type Remains, readRemains } from "./bank.ts";
import { t } from "./messages.ts";

const INTERVAL = 10_000;

/** The account, once it is open, and what the person has gained besides. */
export function AccountView({ account }: { account: BankAccount }) {
  const { done } = t.open;
  const { holder, number, card, opened } = account;
  const first = holder.split(" ")[0] ?? holder;
  return (
    <>
      <Section title={done.title(first)} actions={<Badge tone="ok">{done.badge}</Badge>}>
        <div class="account">
          <Plastic
            brand={t.brand}
            number={`•••• •••• •••• ${card}`}
            holder={holder}
            label={done.card(card)}
          />
          <dl class="facts">
            <div>
              <dt>{done.holder}</dt>
              <dd>{holder}</dd>
            </div>
            <div>
              <dt>{done.number}</dt>
              <dd>
                {number}
                <span class="block small quiet">{done.demo}</span>
              </dd>
            </div>
            <div>
              <dt>{done.since}</dt>
              <dd>
                <When at={opened} />
              </dd>
            </div>
          </dl>
        </div>
      </Section>
      <Proof />
    </>
  );
}

/** Where what the bank wrote is now. */
function Proof() {
  const { done } = t.open;
  const remains = useRemains();
  const isGone = remains !== null && !remains.credential;
  return (
    <Section title={isGone ? done.goneTitle : done.proofTitle}>
      <Card>
        <p aria-live="polite">
          {remains === null ? done.unknown : remains.profile ? null : done.erased}
          {remains?.profile && (remains.credential ? done.proof : done.removed)}{" "}
          {remains?.profile && (remains.copy ? done.copy : done.noCopy)}
        </p>
        {remains?.profile !== false && <Elsewhere />}
      </Card>
    </Section>
  );
}

/** What is there, as long as the bank can say: looked up again and again while somebody looks at the page. */
function useRemains(): Remains | null {
  const { run, error, result } = useLoaded(readRemains, []);
  useEffect(() => whileVisible(() => void run(), INTERVAL), []);
  return error ? null : result;
}

/** Where the credential is of use: the person's dashboard, and companies that ask for such ones. */
function Elsewhere() {
  const { result: config } = useLoaded(loadConfig, []);
  if (!config) return null;
  const { dashboard, charlie } = config.sites;
  const go = (url: string) => () => location.assign(url);
  return (
    <div class="row">
      <Button icon="person" onClick={go(dashboard)}>
        {t.open.done.dashboard}
      </Button>
      {charlie && (
        <Button icon="share" onClick={go(charlie)}>
          {t.open.done.use(config.directory.byOrigin(charlie)?.name ?? "Charlie")}
        </Button>
      )}
    </div>
  );
}

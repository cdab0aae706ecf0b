import { Badge, Button, Card, Section, When } from "idos-kit/parts";
import { Plastic } from "idos-kit/storefront";
import { useLoaded } from "idos-kit/task";
import { loadConfig } from "idos-sdk/config";
import type { Account } from "./bank.ts";
import { t } from "./messages.ts";

/** The account, once it is open, and what the person has gained besides. */
export function AccountView({ account }: { account: Account }) {
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
      <Section title={done.proofTitle}>
        <Card>
          <p>{done.proof}</p>
          <Elsewhere />
        </Card>
      </Section>
    </>
  );
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

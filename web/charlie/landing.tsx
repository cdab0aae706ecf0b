import { Button, Icon, Section } from "idos-kit/parts";
import { Hero, Plastic, Points } from "idos-kit/storefront";
import { t } from "./messages.ts";
import { Frame } from "./parts.tsx";

const SIGNS = ["document", "clock", "leave"] as const;

export function Landing({ onOpen }: { onOpen: (hasAccount: boolean) => void }) {
  const { home } = t;
  const card = (
    <Plastic brand={t.brand} number="•••• •••• •••• 0000" holder={home.holder} label={home.card} />
  );
  return (
    <Frame title={home.title} lead={home.lead}>
      <Hero picture={card}>
        <div class="calls">
          <Button kind="primary" onClick={() => onOpen(false)}>
            {home.claim}
          </Button>
          <Button onClick={() => onOpen(true)}>{home.signIn}</Button>
        </div>
      </Hero>
      <Section title={home.stepsTitle}>
        <Points items={home.steps.map((step, at) => ({ ...step, sign: at + 1 }))} />
      </Section>
      <Section title={home.promisesTitle}>
        <Points
          items={home.promises.map((promise, at) => ({
            ...promise,
            sign: <Icon name={SIGNS[at] ?? "check"} />,
          }))}
        />
      </Section>
    </Frame>
  );
}

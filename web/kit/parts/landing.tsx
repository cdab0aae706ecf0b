import { Icon, type IconName } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import { Button } from "./controls.tsx";
import { Section } from "./layout.tsx";
import { Shell } from "./shell.tsx";
import { Hero, Plastic, Points } from "./storefront.tsx";

interface Point {
  readonly title: string;
  readonly text: string;
}

interface LandingWords {
  readonly title: string;
  readonly lead: string;
  readonly open: string;
  readonly signIn: string;
  /** What the drawn payment card is, and the name on it. */
  readonly card: string;
  readonly holder: string;
  readonly stepsTitle: string;
  readonly steps: readonly Point[];
  readonly promisesTitle: string;
  readonly promises: readonly Point[];
}

/** The first page of a company: what it offers, in how many steps, and what it promises. */
export function Landing({
  brand,
  words,
  promiseIcons,
  onOpen,
}: {
  brand: string;
  words: LandingWords;
  promiseIcons: readonly IconName[];
  onOpen: (hasAccount: boolean) => void;
}) {
  const card = (
    <Plastic brand={brand} number="•••• •••• •••• 0000" holder={words.holder} label={words.card} />
  );
  const sign = (at: number) => <Icon name={promiseIcons[at] ?? "check"} />;
  return (
    <>
      <Hero picture={card}>
        <div class="calls">
          <Button kind="primary" onClick={() => onOpen(false)}>
            {words.open}
          </Button>
          <Button onClick={() => onOpen(true)}>{words.signIn}</Button>
        </div>
      </Hero>
      <Section title={words.stepsTitle}>
        <Points items={words.steps.map((step, at) => ({ ...step, sign: at + 1 }))} />
      </Section>
      <Section title={words.promisesTitle}>
        <Points items={words.promises.map((promise, at) => ({ ...promise, sign: sign(at) }))} />
      </Section>
    </>
  );
}

/** The frame of a company's pages. `words.sample` says that it is none. */
export function StorefrontShell({
  words: { brand, sample },
  title,
  lead,
  actions,
  children,
}: {
  words: { readonly brand: string; readonly sample: string };
  title: string;
  lead?: string | undefined;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const mark = <img src="/mark.svg" alt="" />;
  return (
    <Shell brand={brand} title={title} lead={lead} mark={mark} actions={actions} footer={sample} isWide>
      {children}
    </Shell>
  );
}

/** The first page of the demo: what there is, how it hangs together, and where to begin. */

import { Card, Icon, Section, Shell } from "idos-kit/parts";
import type { ComponentChildren } from "preact";
import { Diagram } from "./diagram.tsx";
import { FLOWS, type Flow } from "./flows.ts";
import { Download, SiteLink } from "./links.tsx";
import { t } from "./messages.ts";
import type { Site } from "./sites.ts";
import { Story } from "./story.tsx";

type Sites = Record<Site, string>;

export function Start({ sites }: { sites: Sites }) {
  return (
    <Shell brand={t.brand} title={t.title} lead={t.lead} footer={t.footer} isWide>
      <p class="calls">
        <a class="button primary" href="#story">
          {t.begin}
        </a>
        <a class="button" href="#flows">
          {t.look}
        </a>
      </p>
      <div id="flows">
        <Section title={t.flowsTitle}>
          <div class="flows">
            {FLOWS.map((flow) => (
              <FlowCard key={flow.name} flow={flow} url={sites[flow.site]} />
            ))}
          </div>
        </Section>
      </div>
      <div id="story">
        <Story sites={sites} />
      </div>
      <GoodToKnow />
    </Shell>
  );
}

function FlowCard({ flow, url }: { flow: Flow; url: string }) {
  const words = t.flows[flow.name];
  return (
    <article class="card flow">
      <h3>{words.title}</h3>
      <p class="quiet">{words.lead}</p>
      <Diagram title={words.title} places={flow.places} arrows={flow.arrows} />
      <ol class="way-steps">
        {words.steps.map((step, index) => (
          <li key={step}>
            <span class="dot" aria-hidden="true">
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
      <SiteLink url={url}>{words.link}</SiteLink>
    </article>
  );
}

function GoodToKnow() {
  const { wallet, bob, languages } = t.need;
  return (
    <Section title={t.needTitle}>
      <div class="notes">
        <Note icon="wallet" {...wallet} />
        <Note icon="person" {...bob}>
          <p class="downloads">
            <Download name="specimens/bob-passport.png">{bob.passport}</Download>
            <Download name="specimens/bob-selfie.jpg">{bob.selfie}</Download>
          </p>
        </Note>
        <Note icon="settings" {...languages} />
      </div>
    </Section>
  );
}

function Note({
  icon,
  title,
  text,
  children,
}: {
  icon: "wallet" | "person" | "settings";
  title: string;
  text: string;
  children?: ComponentChildren;
}) {
  return (
    <Card>
      <h3 class="note-title">
        <Icon name={icon} />
        {title}
      </h3>
      <p>{text}</p>
      {children}
    </Card>
  );
}

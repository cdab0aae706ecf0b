/** The page for somebody who opens it by itself: what it is, and whose keys these are. */

import { Card, Icon, KeyText, Section, Shell, Table } from "idos-kit/parts";
import { t } from "../messages.ts";
import { accounts } from "./accounts.ts";

export function Alone() {
  return (
    <Shell brand={t.brand} title={t.name} lead={t.aloneLead} mark={<Icon name="wallet" />}>
      <Card>
        <p class="amber">{t.warning}</p>
        <p class="quiet">{t.keys}</p>
      </Card>
      <Section title={t.people}>
        <Table
          caption={t.people}
          rows={accounts(0)}
          keyOf={({ name }) => name}
          columns={[
            { title: t.account, cell: ({ name }) => <strong>{name}</strong> },
            { title: t.address, cell: ({ name, address }) => <KeyText text={address} label={name} /> },
          ]}
        />
      </Section>
    </Shell>
  );
}

/** The frame of every screen: name plate, way about, and the end of the session. */

import { Button, Nav, Shell } from "idos-kit/parts";
import type { ComponentChildren } from "preact";
import { t } from "./messages.ts";
import { router, type Screen } from "./routes.ts";

export function Frame({
  title,
  lead,
  alerts = 0,
  screen = "grants",
  keyState,
  onSignOut,
  children,
}: {
  title: string;
  lead?: string | undefined;
  alerts?: number;
  screen?: Screen;
  keyState?: ComponentChildren;
  onSignOut: () => void;
  children: ComponentChildren;
}) {
  const items = [
    {
      href: router.href("grants"),
      label: t.nav.grants,
      isCurrent: screen === "grants" || screen === "grant",
    },
    { href: router.href("alerts"), label: t.nav.alerts(alerts), isCurrent: screen === "alerts" },
    { href: router.href("company"), label: t.nav.company, isCurrent: screen === "company" },
  ];
  const actions = (
    <>
      {keyState}
      <Button icon="leave" isSmall onClick={onSignOut}>
        {t.signOut}
      </Button>
    </>
  );
  return (
    <Shell
      brand={t.brand}
      title={title}
      lead={lead}
      home={router.href("grants")}
      isWide
      nav={<Nav label={t.nav.label} items={items} />}
      actions={actions}
    >
      {children}
    </Shell>
  );
}

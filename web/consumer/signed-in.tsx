/** The screens of whoever is signed in, and the questions for a key in front of them. */

import { typeName } from "idos-kit/fields";
import { Badge, Button, Status } from "idos-kit/parts";
import { AlertsScreen } from "./alerts/screen.tsx";
import { CompanyScreen } from "./company.tsx";
import { Frame } from "./frame.tsx";
import { GrantScreen } from "./grants/detail.tsx";
import { GrantsScreen } from "./grants/list.tsx";
import { t } from "./messages.ts";
import { Notices, useToasts } from "./notices.tsx";
import { router, type Screen } from "./routes.ts";
import { Unlock } from "./sign-in/unlock.tsx";
import { useConsumerSession } from "./state/context.ts";
import type { ConsumerSession } from "./state/session.ts";

const LEADS: Partial<Record<Screen, string>> = {
  grants: t.list.lead,
  alerts: t.alerts.lead,
  company: t.company.lead,
};

export function SignedIn({ onSignOut }: { onSignOut: () => void }) {
  const session = useConsumerSession();
  const { screen, id, params } = router.route.value;
  useToasts();
  return (
    <>
      <Frame
        title={titleOf(screen, id, session)}
        lead={LEADS[screen]}
        alerts={session.alerts.value.length}
        screen={screen}
        onSignOut={onSignOut}
        keyState={<KeyState />}
      >
        <Status>{session.keys.notice.value}</Status>
        <Notices />
        {screen === "grants" && <GrantsScreen params={params} />}
        {screen === "grant" && <GrantScreen key={id} id={id} />}
        {screen === "alerts" && <AlertsScreen />}
        {screen === "company" && <CompanyScreen />}
      </Frame>
      {session.keys.asked && <Unlock purpose={session.keys.asked} />}
    </>
  );
}

function titleOf(screen: Screen, id: string, { grants }: ConsumerSession): string {
  if (screen === "alerts") return t.alerts.title;
  if (screen === "company") return t.company.title;
  if (screen === "grants") return t.list.title;
  const { entries, removed } = grants.state.value;
  const entry = entries?.find(({ grant }) => grant.id === id) ?? removed.get(id)?.entry;
  return t.detail.title(entry?.about?.type ? typeName(entry.about.type) : "");
}

function KeyState() {
  const { keys } = useConsumerSession();
  if (!keys.opened.value) return <Badge tone="quiet">{t.keysClosed}</Badge>;
  return (
    <>
      <Badge tone="ok">{t.keysOpen}</Badge>
      <Button icon="key" isSmall onClick={() => keys.close(t.keyIsClosed)}>
        {t.closeKey}
      </Button>
    </>
  );
}

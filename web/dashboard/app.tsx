/** What is shown: the way in, or the screens of somebody's own data. */

import type { Resource } from "idos-app/resource";
import type { Refusal } from "idos-core/errors";
import { shortKey } from "idos-kit/format";
import { Banner, Button, Failure, Nav, Shell, Skeleton, useToastWhen } from "idos-kit/parts";
import { TOPICS } from "idos-sdk/changes";
import type { Config } from "idos-sdk/config";
import type { JSX } from "preact";
import { t } from "./messages.ts";
import { titleOf } from "./model/describe.ts";
import { EnclaveDialog } from "./parts/enclave-dialog.tsx";
import { Network } from "./parts/network.tsx";
import { SessionContext } from "./parts/session.ts";
import { WalletNotice } from "./parts/wallet-notice.tsx";
import { type Route, router, type Screen } from "./routes.ts";
import { Activity } from "./screens/activity.tsx";
import { Attributes } from "./screens/attributes.tsx";
import { Credential } from "./screens/credential.tsx";
import { Data } from "./screens/data.tsx";
import { Erase } from "./screens/erase.tsx";
import { Import } from "./screens/import.tsx";
import { NoProfile } from "./screens/no-profile.tsx";
import { AddOwn, EditOwn } from "./screens/own.tsx";
import { Password } from "./screens/password.tsx";
import { Received } from "./screens/received.tsx";
import { Settings } from "./screens/settings.tsx";
import { Share } from "./screens/share.tsx";
import { Shared } from "./screens/shared.tsx";
import { SignIn } from "./screens/sign-in.tsx";
import { Wallets } from "./screens/wallets.tsx";
import type { DashboardAuthentication } from "./state/authentication.ts";
import type { DashboardSession } from "./state/session.ts";

interface ScreenView {
  title: string;
  lead?: string;
  /** The entry of the navigation that it belongs to. */
  under: Screen;
  show: (route: Route, authentication: DashboardAuthentication) => JSX.Element;
}

const VIEWS: Record<Screen, ScreenView> = {
  data: { title: t.data.title, lead: t.data.lead, under: "data", show: () => <Data /> },
  credential: { title: t.credential.title, under: "data", show: ({ id }) => <Credential key={id} id={id} /> },
  add: { title: t.ownForm.addTitle, lead: t.ownForm.lead, under: "data", show: () => <AddOwn /> },
  edit: { title: t.ownForm.editTitle, under: "data", show: ({ id }) => <EditOwn key={id} id={id} /> },
  import: { title: t.import.title, lead: t.import.lead, under: "settings", show: () => <Import /> },
  attributes: {
    title: t.attributes.title,
    lead: t.attributes.lead,
    under: "attributes",
    show: () => <Attributes />,
  },
  shared: { title: t.shared.title, lead: t.shared.lead, under: "shared", show: () => <Shared /> },
  share: { title: t.share.title, lead: t.share.lead, under: "shared", show: () => <Share /> },
  received: { title: t.received.title, lead: t.received.lead, under: "received", show: () => <Received /> },
  wallets: { title: t.wallets.title, lead: t.wallets.lead, under: "wallets", show: () => <Wallets /> },
  activity: { title: t.activity.title, lead: t.activity.lead, under: "activity", show: () => <Activity /> },
  settings: { title: t.settings.title, under: "settings", show: () => <Settings /> },
  password: { title: t.password.title, lead: t.password.lead, under: "settings", show: () => <Password /> },
  erase: {
    title: t.erase.title,
    lead: t.erase.lead,
    under: "settings",
    show: (_, authentication) => <Erase authentication={authentication} />,
  },
};

const ENTRIES = ["data", "shared", "received", "attributes", "wallets", "activity", "settings"] as const;

export function App({ authentication, config }: { authentication: DashboardAuthentication; config: Config }) {
  const stage = authentication.stage.value;
  switch (stage.at) {
    case "starting":
      return (
        <Shell brand={t.brand} title={t.brand}>
          <Skeleton lines={5} count={2} />
        </Shell>
      );
    case "signed-out":
      return <SignIn authentication={authentication} reason={stage.reason} />;
    case "unreachable":
      return (
        <Unreachable
          error={stage.error}
          onRetry={stage.retry}
          onLeave={() => void authentication.signOut()}
        />
      );
    case "no-profile":
      return (
        <NoProfile
          address={stage.address}
          directory={config.directory}
          onOther={() => void authentication.signOut("none")}
        />
      );
    case "signed-in":
      return (
        <SessionContext.Provider value={stage.dashboard}>
          <SignedIn authentication={authentication} dashboard={stage.dashboard} />
        </SessionContext.Provider>
      );
  }
}

function SignedIn({
  authentication,
  dashboard,
}: {
  authentication: DashboardAuthentication;
  dashboard: DashboardSession;
}) {
  const here = router.route.value;
  const { title, lead, under, show } = VIEWS[here.screen];
  const original = dashboard.portfolio.value?.byId.get(here.id);
  const items = ENTRIES.map((screen) => ({
    href: router.href(screen),
    label: t.nav[screen],
    isCurrent: screen === under,
  }));
  return (
    <>
      <Shell
        brand={t.brand}
        title={here.screen === "credential" && original ? titleOf(original) : title}
        lead={lead}
        home={router.href("data")}
        nav={<Nav label={t.nav.label} items={items} />}
        actions={
          <>
            <span class="small quiet address" title={dashboard.wallet.address}>
              {shortKey(dashboard.wallet.address)}
            </span>
            <Button icon="leave" isSmall onClick={() => void authentication.signOut()}>
              {t.signOut}
            </Button>
          </>
        }
        footer={
          <>
            {t.about} <Network />
          </>
        }
        isWide
      >
        <Notices authentication={authentication} dashboard={dashboard} />
        {show(here, authentication)}
      </Shell>
      <EnclaveDialog />
    </>
  );
}

/** What stands in the way of what is shown being true, or of changing it. */
function Notices({
  authentication,
  dashboard,
}: {
  authentication: DashboardAuthentication;
  dashboard: DashboardSession;
}) {
  const isReachable = dashboard.isReachable.value;
  const otherAccount = dashboard.otherAccount.value;
  const resources: Resource<unknown>[] = [
    dashboard.portfolio,
    dashboard.wallets,
    dashboard.attributes,
    dashboard.profile,
  ];
  const stale = resources.map(({ staleness }) => staleness).find(Boolean);
  useToastWhen(isReachable, true, t.offline.back);
  useToastWhen(dashboard.contents.isOpen.value, false, t.lock.was);
  return (
    <>
      {!isReachable && (
        <Banner title={t.offline.what} role="alert">
          <p>{t.offline.means}</p>
        </Banner>
      )}
      {isReachable && stale && <Failure error={stale} onRetry={() => void dashboard.refresh(TOPICS)} />}
      <WalletNotice />
      {otherAccount !== null && (
        <Banner title={t.otherAccount.what(shortKey(otherAccount))} role="status">
          <p>
            {t.otherAccount.means} {t.otherAccount.signedIn}:{" "}
            <span class="code">{shortKey(dashboard.wallet.address)}</span>
          </p>
          <div>
            <Button isSmall onClick={() => void authentication.signOut()}>
              {t.otherAccount.switch}
            </Button>
          </div>
        </Banner>
      )}
    </>
  );
}

/** Codes of a node that gives no answer. */
const AWAY: ReadonlySet<string> = new Set(["unreachable", "network", "timeout"]);

function Unreachable({
  error,
  onRetry,
  onLeave,
}: {
  error: Refusal;
  onRetry: () => void;
  onLeave: () => void;
}) {
  const title = AWAY.has(error.code) ? t.unreachable.title : t.unreachable.refused;
  return (
    <Shell brand={t.brand} title={title} lead={t.unreachable.lead}>
      <Failure error={error} />
      <div class="row">
        <Button kind="primary" icon="again" onClick={onRetry}>
          {t.unreachable.retry}
        </Button>
        <Button onClick={onLeave}>{t.signOut}</Button>
      </div>
    </Shell>
  );
}

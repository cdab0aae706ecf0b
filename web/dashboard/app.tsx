/** What is shown: the way in, or the screens of somebody's own data. */

import type { Refusal } from "idos-core/errors";
import { shortKey } from "idos-kit/format";
import { Button, Failure, Nav, Shell, Skeleton, toast } from "idos-kit/parts";
import { TOPICS } from "idos-sdk/changes";
import type { Config } from "idos-sdk/config";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "./messages.ts";
import { titleOf } from "./model/describe.ts";
import { Banner } from "./parts/banner.tsx";
import { Dock } from "./parts/dock.tsx";
import { HomeContext } from "./parts/home.ts";
import { Network } from "./parts/network.tsx";
import { WalletNotice } from "./parts/wallet-notice.tsx";
import { hrefOf, type Route, type Screen } from "./routes.ts";
import { Activity } from "./screens/activity.tsx";
import { Attributes } from "./screens/attributes.tsx";
import { Credential } from "./screens/credential.tsx";
import { Data } from "./screens/data.tsx";
import { Erase } from "./screens/erase.tsx";
import { Import } from "./screens/import.tsx";
import { Newcomer } from "./screens/newcomer.tsx";
import { AddOwn, EditOwn } from "./screens/own.tsx";
import { Password } from "./screens/password.tsx";
import { Received } from "./screens/received.tsx";
import { Settings } from "./screens/settings.tsx";
import { Share } from "./screens/share.tsx";
import { Shared } from "./screens/shared.tsx";
import { SignIn } from "./screens/sign-in.tsx";
import { Wallets } from "./screens/wallets.tsx";
import type { Account } from "./state/account.ts";
import { type Cell, useCell } from "./state/cell.ts";
import type { Home } from "./state/home.ts";
import { route } from "./state/navigation.ts";
import type { Reading } from "./state/resource.ts";

interface Place {
  title: string;
  lead?: string;
  /** The entry of the navigation that it belongs to. */
  under: Screen;
  show: (route: Route, account: Account) => JSX.Element;
}

const PLACES: Record<Screen, Place> = {
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
    show: (_, account) => <Erase account={account} />,
  },
};

const ENTRIES = ["data", "shared", "received", "attributes", "wallets", "activity", "settings"] as const;

export function App({ account, config }: { account: Account; config: Config }) {
  const stage = useCell(account.stage);
  switch (stage.at) {
    case "starting":
      return (
        <Shell brand={t.brand} title={t.brand}>
          <Skeleton lines={5} count={2} />
        </Shell>
      );
    case "out":
      return <SignIn account={account} parting={stage.parting} />;
    case "unreachable":
      return <Unreachable error={stage.error} onRetry={stage.retry} onLeave={() => void account.leave()} />;
    case "newcomer":
      return (
        <Newcomer
          address={stage.address}
          directory={config.directory}
          onOther={() => void account.leave("none")}
        />
      );
    case "home":
      return (
        <HomeContext.Provider value={stage.home}>
          <SignedIn account={account} home={stage.home} />
        </HomeContext.Provider>
      );
  }
}

function SignedIn({ account, home }: { account: Account; home: Home }) {
  const here = useCell(route);
  const { title, lead, under, show } = PLACES[here.screen];
  const original = useCell(home.portfolio).value?.byId.get(here.id);
  const items = ENTRIES.map((screen) => ({
    href: hrefOf(screen),
    label: t.nav[screen],
    isCurrent: screen === under,
  }));
  return (
    <>
      <Shell
        brand={t.brand}
        title={here.screen === "credential" && original ? titleOf(original) : title}
        lead={lead}
        home={hrefOf("data")}
        nav={<Nav label={t.nav.label} items={items} />}
        actions={
          <>
            <span class="small quiet address" title={home.wallet.address}>
              {shortKey(home.wallet.address)}
            </span>
            <Button icon="leave" isSmall onClick={() => void account.leave()}>
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
        <News account={account} home={home} />
        {show(here, account)}
      </Shell>
      <Dock />
    </>
  );
}

/** What stands in the way of what is shown being true, or of changing it. */
function News({ account, home }: { account: Account; home: Home }) {
  const isReachable = useCell(home.isReachable);
  const turnedTo = useCell(home.turnedTo);
  const stale = [home.portfolio, home.wallets, home.attributes, home.profile].map(useStaleness).find(Boolean);
  useTurn(isReachable, true, t.offline.back);
  useTurn(useCell(home.contents.isOpen), false, t.lock.was);
  return (
    <>
      {!isReachable && (
        <Banner title={t.offline.what} role="alert">
          <p>{t.offline.means}</p>
        </Banner>
      )}
      {isReachable && stale && <Failure error={stale} onRetry={() => void home.read(TOPICS)} />}
      <WalletNotice />
      {turnedTo !== null && (
        <Banner title={t.turned.what(shortKey(turnedTo))} role="status">
          <p>
            {t.turned.means} {t.turned.signedIn}: <span class="code">{shortKey(home.wallet.address)}</span>
          </p>
          <div>
            <Button isSmall onClick={() => void account.leave()}>
              {t.turned.switch}
            </Button>
          </div>
        </Banner>
      )}
    </>
  );
}

/** Why what is shown may be old: it was read, and could not be read again. */
function useStaleness(resource: Cell<Reading<unknown>>): Refusal | null {
  const { value, error } = useCell(resource);
  return value === null ? null : error;
}

/** Tell when something turns to `to`; not how it is at first. */
function useTurn(value: boolean, to: boolean, text: string): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current !== value && value === to) toast(text);
    before.current = value;
  }, [value]);
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

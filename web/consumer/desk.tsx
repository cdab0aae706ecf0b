/** The desk of whoever is signed in: its screens, and the questions for a key in front of them. */

import { typeName } from "idos-kit/fields";
import { Badge, Button, Skeleton, Status } from "idos-kit/parts";
import type { Config } from "idos-sdk/config";
import type { Keys } from "idos-sdk/keystore";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Account } from "./account.ts";
import { alertsOf } from "./alerts/alerts.ts";
import { AlertsScreen } from "./alerts/screen.tsx";
import { CompanyScreen } from "./company.tsx";
import { useKeys } from "./desk-keys.ts";
import { DeskContext, type DeskState, useDesk, useLedger, useReadings, useVisit } from "./desk-state.ts";
import { Frame } from "./frame.tsx";
import { GrantScreen } from "./grants/detail.tsx";
import { GrantsScreen } from "./grants/list.tsx";
import { forget } from "./grants/reading.ts";
import { t } from "./messages.ts";
import { parseRoute, type Route } from "./routes.ts";
import { Unlock } from "./sign-in/unlock.tsx";
import { useWalletSeat } from "./sign-in/wallet-seat.ts";
import { Trouble, useNews } from "./trouble.tsx";

export function Desk({
  config,
  account,
  keys,
  onKeys,
  onSignOut,
  onSessionOver,
}: {
  config: Config;
  account: Account;
  keys: Keys | null;
  onKeys: (keys: Keys | null) => void;
  onSignOut: () => void;
  onSessionOver: () => void;
}) {
  const { ledger, book } = useLedger(account);
  const { readings, keep, clear } = useReadings(book);
  const visit = useVisit(account, book, readings);
  const { notice, purpose, answer, ...asking } = useKeys(account, keys, onKeys, clear);
  const holding = useRef(keys);
  holding.current = keys;
  useWalletSeat(account);
  useNews(book);
  useEffect(() => {
    if (book?.isSignedOut) onSessionOver();
  }, [book?.isSignedOut]);

  if (!ledger || !book) {
    return (
      <Frame title={t.list.title} onSignOut={onSignOut}>
        <Skeleton count={3} />
      </Frame>
    );
  }
  // What arrives after the key was closed is no longer wanted.
  const take: DeskState["keep"] = (reading) => (holding.current ? keep(reading) : forget(reading));
  const desk = { config, account, book, ledger, readings, keys, ...visit, keep: take, ...asking };
  return (
    <DeskContext.Provider value={desk}>
      <Screens notice={notice} onSignOut={onSignOut} />
      {purpose && (
        <Unlock
          account={account}
          directory={config.directory}
          purpose={purpose}
          onOpened={(opened) => answer({ opened, isFilled: true })}
          onClose={() => answer({ opened: null, isFilled: false })}
        />
      )}
    </DeskContext.Provider>
  );
}

function Screens({ notice, onSignOut }: { notice: string; onSignOut: () => void }) {
  const { book, last, expiries } = useDesk();
  const route = useRoute();
  const now = Math.floor(Date.now() / 1000);
  const alerts = useMemo(
    () => alertsOf(book.entries ?? [], book.entries && last, expiries, now),
    [book.entries, last, expiries],
  );
  const titles = {
    grants: t.list.title,
    grant: useTitleOf(route.id),
    alerts: t.alerts.title,
    company: t.company.title,
  };
  const leads = { grants: t.list.lead, grant: undefined, alerts: t.alerts.lead, company: t.company.lead };
  return (
    <Frame
      title={titles[route.screen]}
      lead={leads[route.screen]}
      alerts={alerts.length}
      screen={route.screen}
      onSignOut={onSignOut}
      keyState={<KeyState />}
    >
      <Status>{notice}</Status>
      <Trouble />
      {route.screen === "grants" && <GrantsScreen params={route.params} />}
      {route.screen === "grant" && <GrantScreen key={route.id} id={route.id} />}
      {route.screen === "alerts" && <AlertsScreen alerts={alerts} />}
      {route.screen === "company" && <CompanyScreen />}
    </Frame>
  );
}

function KeyState() {
  const { keys, closeKey } = useDesk();
  if (!keys) return <Badge tone="quiet">{t.keysClosed}</Badge>;
  return (
    <>
      <Badge tone="ok">{t.keysOpen}</Badge>
      <Button icon="key" isSmall onClick={closeKey}>
        {t.closeKey}
      </Button>
    </>
  );
}

function useTitleOf(id: string): string {
  const { book } = useDesk();
  const entry = book.entries?.find(({ grant }) => grant.id === id) ?? book.gone.get(id)?.entry;
  return t.detail.title(entry?.about?.type ? typeName(entry.about.type) : "");
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const turn = () => setHash(location.hash);
    addEventListener("hashchange", turn);
    turn(); // it may have changed since the first look
    return () => removeEventListener("hashchange", turn);
  }, []);
  return useMemo(() => parseRoute(hash), [hash]);
}

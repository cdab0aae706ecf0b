import type { IsleStateDetail } from "idos-isle/host";
import { leave } from "idos-kit/company";
import { Isle, UNKNOWN_STATE } from "idos-kit/isle";
import { Button, Card, Failure, Pending, Steps } from "idos-kit/parts";
import { Split, StorefrontShell } from "idos-kit/storefront";
import { useLoaded, useTask } from "idos-kit/task";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Client } from "./client.tsx";
import { type CredentialRequest, consumerHost, readAccount, readAsked } from "./exchange.ts";
import { t } from "./messages.ts";

export function AccountPage() {
  const asked = useLoaded(readAsked, []);
  const actions = (
    <Button isSmall icon="leave" onClick={() => void leave()}>
      {t.account.leave}
    </Button>
  );
  return (
    <StorefrontShell words={t} title={t.account.title} lead={t.account.lead} actions={actions}>
      {asked.result ? (
        <AccountAtIsle asked={asked.result} />
      ) : (
        <Pending error={asked.error} onRetry={asked.retry} lines={6} />
      )}
    </StorefrontShell>
  );
}

function AccountAtIsle({ asked }: { asked: CredentialRequest }) {
  const [isle, setIsle] = useState(UNKNOWN_STATE);
  const [announcement, setAnnouncement] = useState("");
  const account = useTask((_, profileId: string | null) => readAccount(profileId));
  // What the visit knows is shown at once; what the Isle says, when it says so.
  useEffect(() => {
    void account.run(null);
  }, []);
  const host = useMemo(() => {
    const taken = (profileId: string) => {
      setAnnouncement(t.account.shared);
      void account.run(profileId);
    };
    return { consumer: consumerHost(asked, taken) };
  }, [asked]);
  const hear = (detail: IsleStateDetail) => {
    setIsle(detail);
    if (detail.profileId !== null && detail.state !== isle.state) void account.run(detail.profileId);
    else if (isle.address !== null && detail.address !== isle.address) account.reset();
  };
  const known = account.result?.state === "none" ? null : account.result;
  return (
    <Split isle={<Isle host={host} onState={hear} />}>
      <p class="visually-hidden" role="status">
        {announcement}
      </p>
      {account.error && <Failure error={account.error} onRetry={account.retry} />}
      {known ? (
        <Client
          account={known}
          onClaimed={() => {
            setAnnouncement(t.account.claimed);
            void account.run(isle.profileId);
          }}
        />
      ) : (
        <CurrentStep isle={isle} />
      )}
    </Split>
  );
}

/** The steps to the card, and what the present one is about. */
function CurrentStep({ isle: { state, profileId } }: { isle: IsleStateDetail }) {
  const now = state === "verified" ? "checking" : profileId !== null ? "share" : "connect";
  const { title, text } = t.account.now[now];
  return (
    <Card class="way">
      <Steps labels={t.account.steps} current={now === "connect" ? 0 : 1} />
      <h2>{title}</h2>
      <p>{text}</p>
    </Card>
  );
}

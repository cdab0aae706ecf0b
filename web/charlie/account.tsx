import type { IsleStateDetail } from "idos-isle/host";
import { Isle } from "idos-kit/isle";
import { Button, Card, Failure, Skeleton, Steps } from "idos-kit/parts";
import { Split } from "idos-kit/storefront";
import { useLoaded, useTask } from "idos-kit/task";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Client } from "./client.tsx";
import { type Asked, consumerHost, leave, readAccount, readAsked } from "./exchange.ts";
import { t } from "./messages.ts";
import { Frame } from "./parts.tsx";

const NOBODY: IsleStateDetail = { state: "initializing", address: null, profileId: null };

export function AccountPage() {
  const asked = useLoaded(readAsked, []);
  const actions = (
    <Button isSmall icon="leave" onClick={() => void leave().finally(() => location.assign("/"))}>
      {t.account.leave}
    </Button>
  );
  return (
    <Frame title={t.account.title} lead={t.account.lead} actions={actions}>
      {asked.result ? (
        <AtTheIsle asked={asked.result} />
      ) : asked.error ? (
        <Failure error={asked.error} onRetry={asked.retry} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Frame>
  );
}

function AtTheIsle({ asked }: { asked: Asked }) {
  const [isle, setIsle] = useState(NOBODY);
  const [news, setNews] = useState("");
  const account = useTask((_, profileId: string | null) => readAccount(profileId));
  // What the visit knows is shown at once; what the Isle says, when it says so.
  useEffect(() => {
    void account.run(null);
  }, []);
  const host = useMemo(() => {
    const taken = (profileId: string) => {
      setNews(t.account.shared);
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
        {news}
      </p>
      {account.error && <Failure error={account.error} onRetry={account.retry} />}
      {known ? (
        <Client
          account={known}
          onClaimed={() => {
            setNews(t.account.claimed);
            void account.run(isle.profileId);
          }}
        />
      ) : (
        <Way isle={isle} />
      )}
    </Split>
  );
}

/** The steps to the card, and what the present one is about. */
function Way({ isle: { state, profileId } }: { isle: IsleStateDetail }) {
  const now = state === "verified" ? "told" : profileId !== null ? "share" : "connect";
  const { title, text } = t.account.now[now];
  return (
    <Card class="way">
      <Steps labels={t.account.steps} current={now === "connect" ? 0 : 1} />
      <h2>{title}</h2>
      <p>{text}</p>
    </Card>
  );
}

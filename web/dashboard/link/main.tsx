/** The window in which another wallet shows that it is hers. */

import "../style.css";
import { showPage } from "idos-kit/page";
import { Badge, Button, Card, Failure, KeyText, Section, Shell, Status } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { lookForWallets } from "idos-kit/wallets";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { connect, EvmWallet, onAccountsChanged } from "idos-wallets/evm";
import { useEffect, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { ChooseWallet } from "../parts/choose-wallet.tsx";
import { channelOf, read, type Said, type Task } from "./conversation.ts";
import { linkText } from "./message.ts";

/** How long the dashboard may take to answer, in milliseconds. */
const PATIENCE = 5_000;

function Link({ channel }: { channel: BroadcastChannel | null }) {
  const { task, isLost } = useConversation(channel);
  const [wallet, setWallet] = useState<EvmWallet | null>(null);
  const connecting = useTask(async ({ signal }, chosen: DiscoveredWallet) => {
    const connected = await connect(chosen.provider);
    signal.throwIfAborted(); // another wallet was chosen meanwhile
    setWallet(connected);
  });
  useEffect(() => {
    if (!wallet) return;
    const follow = (address: string | null) =>
      setWallet(address ? new EvmWallet(wallet.provider, address) : null);
    return onAccountsChanged(wallet.provider, follow);
  }, [wallet]);
  const signing = useTask(async (_, signer: EvmWallet, message: string) => {
    const proof = await signer.prove(message);
    channel?.postMessage({ kind: "proof", proof } satisfies Said);
    return proof;
  });
  if (isLost) return <p class="note">{t.link.lost}</p>;
  if (signing.result)
    return (
      <p class="note" role="status">
        {t.link.done}
      </p>
    );
  if (!wallet) {
    return (
      <Section title={t.link.choose}>
        <ChooseWallet onChoose={(chosen) => void connecting.run(chosen)} />
        <Status>{connecting.isBusy && t.link.waiting}</Status>
        {connecting.error && <Failure error={connecting.error} onRetry={connecting.retry} />}
      </Section>
    );
  }
  if (!task) return null;
  return (
    <>
      <Account wallet={wallet} isLinked={task.linked.some((each) => isSame(each, wallet.address))} />
      <Sign task={task} wallet={wallet} signing={signing} />
      <div>
        <Button isSmall onClick={() => setWallet(null)}>
          {t.link.other}
        </Button>
      </div>
    </>
  );
}

function Account({ wallet, isLinked }: { wallet: EvmWallet; isLinked: boolean }) {
  return (
    <Section title={t.link.account}>
      <Card>
        <KeyText text={wallet.address} label={t.link.account} />
        {isLinked && (
          <p role="status">
            <Badge tone="waiting">{t.link.already}</Badge>
          </p>
        )}
      </Card>
    </Section>
  );
}

function Sign({
  task,
  wallet,
  signing,
}: {
  task: Task;
  wallet: EvmWallet;
  signing: ReturnType<typeof useTask<[EvmWallet, string], unknown>>;
}) {
  if (task.linked.some((each) => isSame(each, wallet.address))) return null;
  const message = linkText({ ...task, origin: location.origin, address: wallet.address });
  const minutes = Math.max(0, Math.round((task.expiresAt - Date.now() / 1000) / 60));
  return (
    <Section title={t.link.text}>
      <pre class="card text">{message}</pre>
      <p class="small quiet">{t.link.until(minutes)}</p>
      {signing.error && <Failure error={signing.error} />}
      <Button kind="primary" isBusy={signing.isBusy} onClick={() => void signing.run(wallet, message)}>
        {t.link.sign}
      </Button>
    </Section>
  );
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The dashboard that opened this window tells what is to be signed. */
function useConversation(channel: BroadcastChannel | null): { task: Task | null; isLost: boolean } {
  const [task, setTask] = useState<Task | null>(null);
  const [isLost, setLost] = useState(channel === null);
  useEffect(() => {
    if (!channel) return;
    const timer = setTimeout(() => setLost(true), PATIENCE);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const said = read(data);
      if (said.kind !== "task") return;
      clearTimeout(timer);
      setTask(said.task);
    };
    channel.postMessage({ kind: "ready" } satisfies Said);
    return () => clearTimeout(timer);
  }, [channel]);
  return { task, isLost };
}

lookForWallets();
showPage(
  <Shell brand={t.link.brand} title={t.link.title} lead={t.link.lead}>
    <Link channel={channelOf(location.hash)} />
  </Shell>,
);

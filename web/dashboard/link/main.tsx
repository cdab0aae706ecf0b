/** The window in which another wallet shows that it is the person's. */

import "../style.css";
import { showPage } from "idos-kit/page";
import { Badge, Button, Card, Failure, KeyText, Section, Shell, Status } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { lookForWallets } from "idos-kit/wallets";
import { Port } from "idos-ports/port";
import type { WalletProof } from "idos-sdk/signer";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { connect, EvmWallet, onAccountsChanged } from "idos-wallets/evm";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { ChooseWallet } from "../parts/choose-wallet.tsx";
import { linkText } from "./message.ts";
import { channelOf, FROM_DASHBOARD, FROM_WINDOW, type Task } from "./protocol.ts";

/** How long the dashboard may take to answer, in milliseconds. */
const PATIENCE = 5_000;

function Link({ channel }: { channel: BroadcastChannel | null }) {
  const { task, isLost, answer } = useTaskFromDashboard(channel);
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
    answer(proof);
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

interface Asked {
  task: Task | null;
  /** The dashboard does not ask. */
  isLost: boolean;
  answer: (proof: WalletProof) => void;
}

/** What the dashboard that opened this window asks to have signed. */
function useTaskFromDashboard(channel: BroadcastChannel | null): Asked {
  const [task, setTask] = useState<Task | null>(null);
  const [isLost, setLost] = useState(channel === null);
  const answer = useRef<(proof: WalletProof) => void>(() => {});
  useEffect(() => {
    if (!channel) return;
    const timer = setTimeout(() => setLost(true), PATIENCE);
    const prove = (asked: Task) => {
      clearTimeout(timer);
      setTask(asked);
      return new Promise<WalletProof>((resolve) => {
        answer.current = resolve;
      });
    };
    const sides = { out: FROM_WINDOW, in: FROM_DASHBOARD };
    new Port(channel, sides, { requests: { prove }, events: {} }).tell("ready", undefined);
    return () => clearTimeout(timer);
  }, [channel]);
  return { task, isLost, answer: (proof) => answer.current(proof) };
}

lookForWallets();
showPage(
  <Shell brand={t.link.brand} title={t.link.title} lead={t.link.lead}>
    <Link channel={channelOf(location.hash)} />
  </Shell>,
);

/** The drawer: a tab, or what is asked, or the accounts. */

import { Badge, Button, Choice, Icon, KeyText, Status } from "idos-kit/parts";
import { SETTLE_MS } from "idos-kit/settle";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages.ts";
import type { Account } from "./accounts.ts";
import type { Question } from "./questions.ts";
import { shownOf } from "./text.ts";
import type { Wallet } from "./wallet.ts";

export function Tab({ onOpen }: { onOpen: () => void }) {
  return (
    <main>
      <h1 class="visually-hidden">{t.name}</h1>
      <button class="tab" type="button" aria-label={t.open} title={t.name} onClick={onOpen}>
        <Icon name="wallet" />
      </button>
    </main>
  );
}

export function Drawer({
  wallet,
  isInFront,
  onClose,
}: {
  wallet: Wallet;
  isInFront: boolean;
  onClose: () => void;
}) {
  const question = wallet.questions.current;
  const isSettled = useSettled(wallet.questions.id, isInFront);
  const cancel = question ? () => wallet.questions.answer(null) : onClose;
  useEscape(cancel);
  return (
    <div class="drawer">
      <header>
        <Icon name="wallet" />
        <strong>{t.name}</strong>
        {!question && (
          <button class="close" type="button" aria-label={t.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </header>
      <main class={isSettled ? undefined : "fresh"}>
        <p class="warning small">{t.warning}</p>
        {question?.kind === "sign" && <Sign key={wallet.questions.id} wallet={wallet} {...question} />}
        {question?.kind === "connect" && <Connect key={wallet.questions.id} wallet={wallet} />}
        {!question && <Menu wallet={wallet} />}
      </main>
    </div>
  );
}

function Connect({ wallet }: { wallet: Wallet }) {
  const [chosen, setChosen] = useState(wallet.account);
  return (
    <>
      <Title lead={t.connectLead}>{t.connectTitle}</Title>
      <Asker wallet={wallet} />
      <People wallet={wallet} chosen={chosen} onChoose={setChosen} />
      <Choice
        no={t.reject}
        yes={t.connect}
        onNo={() => wallet.questions.answer(null)}
        onYes={() => wallet.questions.answer(chosen)}
      />
      <Waiting wallet={wallet} />
    </>
  );
}

function Sign({ wallet, account, message }: { wallet: Wallet } & Extract<Question, { kind: "sign" }>) {
  const shown = shownOf(message);
  return (
    <>
      <Title lead={t.signLead}>{shown.isText ? t.signTitle : t.signBytesTitle}</Title>
      <Asker wallet={wallet} />
      <div>
        <p class="small quiet">{t.account}</p>
        <p>
          <strong>{account.name}</strong> <KeyText text={account.address} label={t.account} />
        </p>
      </div>
      <div>
        <p class="small quiet" id="message">
          {shown.isText ? t.message : t.bytes}
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard too */}
        <section class={shown.isText ? "message" : "message code"} aria-labelledby="message" tabIndex={0}>
          {shown.text}
        </section>
      </div>
      <Choice
        no={t.reject}
        yes={t.sign}
        onNo={() => wallet.questions.answer(null)}
        onYes={() => wallet.questions.answer(account)}
      />
      <Waiting wallet={wallet} />
    </>
  );
}

function Menu({ wallet }: { wallet: Wallet }) {
  const [status, setStatus] = useState("");
  const { host } = new URL(wallet.origin);
  const choose = (account: Account) => {
    wallet.choose(account);
    setStatus(t.switched(account.name));
  };
  return (
    <>
      <Title>{t.menuTitle}</Title>
      <p>
        {wallet.isConnected ? (
          <Badge tone="ok">{t.connected(host)}</Badge>
        ) : (
          <Badge tone="quiet">{t.notConnected(host)}</Badge>
        )}
      </p>
      <People wallet={wallet} chosen={wallet.account} onChoose={choose} />
      <div class="row">
        <Button icon="plus" isSmall onClick={() => wallet.another()}>
          {t.another}
        </Button>
        {wallet.isConnected && (
          <Button icon="leave" isSmall onClick={() => wallet.disconnect()}>
            {t.disconnect}
          </Button>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {status}
      </p>
    </>
  );
}

function People({
  wallet,
  chosen,
  onChoose,
}: {
  wallet: Wallet;
  chosen: Account;
  onChoose: (account: Account) => void;
}) {
  return (
    <fieldset class="people">
      <legend class="small quiet">{t.account}</legend>
      {wallet.accounts.map((account) => (
        <label key={account.name}>
          <input
            type="radio"
            name="account"
            checked={account.name === chosen.name}
            onChange={() => onChoose(account)}
          />
          <span class="initial" aria-hidden="true">
            {account.name.startsWith("Person ") ? account.name.slice(7) : account.name.charAt(0)}
          </span>
          <span>
            <strong>{account.name}</strong>
            <span class="small quiet code">{`${account.address.slice(0, 8)}…${account.address.slice(-6)}`}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Asker({ wallet }: { wallet: Wallet }) {
  return (
    <div>
      <p class="small quiet">{t.asks}</p>
      <p>
        <strong class="origin">{wallet.origin}</strong>
      </p>
    </div>
  );
}

function Waiting({ wallet }: { wallet: Wallet }) {
  const more = wallet.questions.count - 1;
  return <Status>{more > 0 ? t.more(more) : null}</Status>;
}

/** Focus starts here each time something else is asked, so that no answer is one key away. */
function Title({ lead, children }: { lead?: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div>
      <h1 tabIndex={-1} ref={heading}>
        {children}
      </h1>
      {lead && <p class="lead small">{lead}</p>}
    </div>
  );
}

/** Whether what is asked has stood in front for long enough that a click is meant for it. */
function useSettled(question: number, isInFront: boolean): boolean {
  const [settled, setSettled] = useState<number | null>(null);
  useEffect(() => {
    if (!isInFront) return setSettled(null);
    const timer = setTimeout(() => setSettled(question), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [question, isInFront]);
  return settled === question;
}

function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const hear = ({ key }: KeyboardEvent) => key === "Escape" && onEscape();
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  });
}

/** The way in: a wallet, and, for those who want another, a node. */

import { chooseNode, chosenNode, isNodeUrl } from "idos-kit/node";
import { Button, Card, Failure, Field, Icon, Section, Shell, Steps } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { WRONG_NETWORK } from "idos-sdk/known-networks";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { ChooseWallet } from "../parts/choose-wallet.tsx";
import type { DashboardAuthentication, SignOutReason } from "../state/authentication.ts";

const STEPS = ["connect", "sign", "read"] as const;

export function SignIn({
  authentication,
  reason,
}: {
  authentication: DashboardAuthentication;
  reason: SignOutReason;
}) {
  const [step, setStep] = useState<(typeof STEPS)[number]>("connect");
  const task = useTask(({ signal }, wallet: DiscoveredWallet) =>
    authentication.signIn(wallet, setStep, signal),
  );
  const changeNetwork = () => {
    authentication.changeNetwork();
    task.retry();
  };
  return (
    <Shell brand={t.brand} title={t.signIn.title} lead={t.signIn.lead} footer={t.about}>
      {reason !== "none" && (
        <p class="note" role="status">
          {t.signIn.signedOut[reason]}
        </p>
      )}
      <Section title={t.signIn.wallets}>
        {task.isBusy ? (
          <Card>
            <Steps labels={STEPS.map((name) => t.signIn.steps[name])} current={STEPS.indexOf(step)} />
            <p class="small quiet">{t.signIn.signMeans}</p>
            <div>
              <Button isSmall onClick={task.reset}>
                {t.cancel}
              </Button>
            </div>
          </Card>
        ) : (
          <ChooseWallet onChoose={(wallet) => void task.run(wallet)} />
        )}
        {task.error && <Failure error={task.error} onRetry={task.retry} />}
        {task.error?.code === WRONG_NETWORK && authentication.mayChangeNetwork && (
          <div>
            <Button isSmall onClick={changeNetwork}>
              {t.signIn.changeNetwork}
            </Button>
          </div>
        )}
      </Section>
      <ul class="promises">
        {t.signIn.promises.map(([title, text], at) => (
          <li key={title}>
            <Icon name={PICTURES[at] ?? "check"} />
            <div>
              <strong>{title}</strong>
              <p class="quiet">{text}</p>
            </div>
          </li>
        ))}
      </ul>
      <Advanced node={authentication.node} />
    </Shell>
  );
}

const PICTURES = ["lock", "share", "history"] as const;

/** Another node, by its address. It is kept once it is one. */
function Advanced({ node }: { node: string }) {
  const [text, setText] = useState(chosenNode());
  const isGood = text === "" || isNodeUrl(text);
  const input = (value: string) => {
    const address = value.trim();
    setText(address);
    if (address === "" || isNodeUrl(address)) chooseNode(address);
  };
  return (
    <details class="advanced" open={text !== ""}>
      <summary>{t.signIn.advanced}</summary>
      <Field
        label={t.signIn.node}
        type="url"
        value={text}
        onInput={input}
        hint={`${t.signIn.nodeHint} ${node}`}
        error={isGood ? null : t.signIn.nodeBad}
      />
    </details>
  );
}

/** The first screen: with the company's key file, or with a wallet. */

import { Card, Section, Shell, Status } from "idos-kit/parts";
import type { Config } from "idos-sdk/config";
import type { Keys } from "idos-sdk/keystore";
import { useState } from "preact/hooks";
import { type Account, signIn } from "../account.ts";
import { t } from "../messages.ts";
import { KeyFileForm } from "./key-file.tsx";
import { chosenNode, NodeChoice } from "./node.tsx";
import { WalletList } from "./wallets.tsx";

export function SignIn({
  config,
  notice,
  onEntered,
}: {
  config: Config;
  notice: string;
  onEntered: (account: Account, keys: Keys | null) => void;
}) {
  const [node, setNode] = useState(() => chosenNode(config.node));
  return (
    <Shell brand={t.brand} title={t.signIn.title} lead={t.signIn.lead}>
      <Status>{notice}</Status>
      <Card class="sign-in">
        <Section title={t.signIn.file}>
          <p class="quiet">{t.signIn.fileLead}</p>
          <KeyFileForm
            directory={config.directory}
            submit={t.signIn.open}
            onOpened={async (keys) => onEntered(await signIn(config, node, keys.signer, null), keys)}
          />
        </Section>
        <Section title={t.signIn.wallet}>
          <p class="quiet">{t.signIn.walletLead}</p>
          <WalletList
            onConnected={async (signer, { rdns }) =>
              onEntered(await signIn(config, node, signer, rdns), null)
            }
          />
        </Section>
        <p class="small quiet">{t.signIn.noProfile}</p>
        <NodeChoice config={config} node={node} onChange={setNode} />
      </Card>
    </Shell>
  );
}

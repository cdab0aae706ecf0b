/** The first screen: with the company's key file, or with a wallet. */

import { chosenNode } from "idos-kit/node";
import { Card, Section, Shell, Status } from "idos-kit/parts";
import type { Config } from "idos-sdk/config";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import type { ConsumerAuthentication } from "../state/authentication.ts";
import { KeyFileForm } from "./key-file.tsx";
import { NodeChoice } from "./node.tsx";
import { ConnectWallet } from "./wallets.tsx";

export function SignIn({
  config,
  authentication,
}: {
  config: Config;
  authentication: ConsumerAuthentication;
}) {
  const [node, setNode] = useState(() => chosenNode() || config.node);
  return (
    <Shell brand={t.brand} title={t.signIn.title} lead={t.signIn.lead}>
      <Status>{authentication.notice.value}</Status>
      <Card class="sign-in">
        <Section title={t.signIn.file}>
          <p class="quiet">{t.signIn.fileLead}</p>
          <KeyFileForm
            directory={config.directory}
            submit={t.signIn.open}
            onOpened={(keys) => authentication.signIn(node, keys.signer, null, keys)}
          />
        </Section>
        <Section title={t.signIn.wallet}>
          <p class="quiet">{t.signIn.walletLead}</p>
          <ConnectWallet
            onConnected={(signer, { rdns }) => authentication.signIn(node, signer, rdns, null)}
          />
        </Section>
        <p class="small quiet">{t.signIn.noProfile}</p>
        <NodeChoice config={config} node={node} onChange={setNode} />
      </Card>
    </Shell>
  );
}

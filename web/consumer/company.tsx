/** Who is signed in, where, and with which keys. */

import { Answer, Answers, Badge, Button, KeyText, PartyName, Section } from "idos-kit/parts";
import { useLoaded } from "idos-kit/task";
import { useDesk } from "./desk-state.ts";
import { HowToAsk } from "./how-to-ask.tsx";
import { t } from "./messages.ts";

export function CompanyScreen() {
  const { config, account, keys, closeKey, openKey } = useDesk();
  const { identifier } = account.seat;
  const party = config.directory.byIdentifier(identifier);
  const chain = useLoaded(() => account.consumer.chain(), [account]);
  return (
    <>
      <Section title={t.company.identity}>
        <Answers>
          <Answer title={t.nav.company}>
            <PartyName party={party} fallback={identifier} />
            {!party && <p class="small quiet">{t.company.notListed}</p>}
          </Answer>
          <Answer title={t.company.signedInWith}>
            {account.wallet === null ? t.company.keyFile : t.company.aWallet}{" "}
            <KeyText text={identifier} label={t.empty.identifier} />
          </Answer>
          <Answer title={t.company.node}>
            <span class="code">{account.node}</span>
            {chain.result && (
              <p class="small quiet">
                {t.company.network}: {chain.result.chainId}
              </p>
            )}
          </Answer>
          <Answer title={t.company.key}>
            <Badge tone={keys ? "ok" : "quiet"}>{keys ? t.keysOpen : t.keysClosed}</Badge>
            <p class="small quiet">{keys ? t.company.keyOpen : t.company.keyClosed}</p>
            {keys ? (
              <Button isSmall icon="key" onClick={closeKey}>
                {t.closeKey}
              </Button>
            ) : (
              <Button isSmall icon="key" onClick={() => void openKey()}>
                {t.company.open}
              </Button>
            )}
          </Answer>
          <Answer title={t.company.kept}>{t.company.keptText}</Answer>
        </Answers>
      </Section>
      <HowToAsk />
    </>
  );
}

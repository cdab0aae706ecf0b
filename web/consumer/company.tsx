/** Who is signed in, where, and with which keys. */

import { Answer, Answers, Badge, Button, KeyText, PartyName, Section } from "idos-kit/parts";
import { useLoaded } from "idos-kit/task";
import { HowToAsk } from "./how-to-ask.tsx";
import { t } from "./messages.ts";
import { useConsumerSession } from "./state/context.ts";

export function CompanyScreen() {
  const { config, keys, login } = useConsumerSession();
  const isOpen = keys.opened.value !== null;
  const { identifier } = login.signer;
  const party = config.directory.byIdentifier(identifier);
  const chain = useLoaded(() => login.consumer.chain(), [login]);
  return (
    <>
      <Section title={t.company.identity}>
        <Answers>
          <Answer title={t.nav.company}>
            <PartyName party={party} fallback={identifier} />
            {!party && <p class="small quiet">{t.company.notListed}</p>}
          </Answer>
          <Answer title={t.company.signedInWith}>
            {login.wallet === null ? t.company.keyFile : t.company.aWallet}{" "}
            <KeyText text={identifier} label={t.empty.identifier} />
          </Answer>
          <Answer title={t.company.node}>
            <span class="code">{login.node}</span>
            {chain.result && (
              <p class="small quiet">
                {t.company.network}: {chain.result.chainId}
              </p>
            )}
          </Answer>
          <Answer title={t.company.key}>
            <Badge tone={isOpen ? "ok" : "quiet"}>{isOpen ? t.keysOpen : t.keysClosed}</Badge>
            <p class="small quiet">{isOpen ? t.company.keyOpen : t.company.keyClosed}</p>
            {isOpen ? (
              <Button isSmall icon="key" onClick={() => keys.close(t.keyIsClosed)}>
                {t.closeKey}
              </Button>
            ) : (
              <Button isSmall icon="key" onClick={() => void keys.open()}>
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

/** Who can give one a credential: the issuers of the directory. */

import { typeName } from "idos-kit/fields";
import { Card, PartyName, Section } from "idos-kit/parts";
import { language } from "idos-look/text";
import type { Directory } from "idos-sdk/directory";
import { t } from "../messages.ts";
import { useDashboard } from "./session.ts";

export function Issuers() {
  return <IssuersOf directory={useDashboard().config.directory} />;
}

export function IssuersOf({ directory }: { directory: Directory }) {
  const issuers = directory.issuers();
  return (
    <Section title={t.noProfile.issuers}>
      {issuers.length === 0 && <p class="quiet">{t.noProfile.noIssuers}</p>}
      <ul class="cards">
        {issuers.map((party) => (
          <li key={party.url}>
            <Card class="tile">
              <PartyName party={party} fallback={party.name} />
              <p>{party.about[language]}</p>
              {party.credentialTypes.length > 0 && (
                <p class="small quiet">{t.noProfile.gives(party.credentialTypes.map(typeName).join(", "))}</p>
              )}
              <a class="button" href={party.url}>
                {t.noProfile.open(party.name)}
              </a>
            </Card>
          </li>
        ))}
      </ul>
    </Section>
  );
}

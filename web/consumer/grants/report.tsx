/** What a credential says, how far it can be relied on, and every check that says so. */

import { checkText } from "idos-kit/checks";
import { Checks, CredentialDocument, checkLines } from "idos-kit/credential";
import { typeName } from "idos-kit/fields";
import { dayText } from "idos-kit/format";
import { Badge, Button, Card, toast } from "idos-kit/parts";
import { save } from "idos-kit/save";
import { useTask } from "idos-kit/task";
import { Icon, type IconName } from "idos-look/icons";
import { relativeText } from "idos-look/text";
import type { Status } from "idos-sdk/credentials/format";
import { controllerOf } from "idos-sdk/credentials/keys";
import type { Directory, Party } from "idos-sdk/directory";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { useConsumerSession } from "../state/context.ts";
import type { Entry } from "../state/grants.ts";
import { claimed, type OpenedCredential, report } from "../state/opened.ts";

export function Report({ opened, entry }: { opened: OpenedCredential; entry: Entry }) {
  const { inspection } = opened;
  return (
    <>
      <Verdict opened={opened} />
      {inspection.claims ? (
        <Document opened={opened} entry={entry} subject={inspection.claims.subject} />
      ) : (
        <Unproven opened={opened} entry={entry} />
      )}
      <Card>
        <Checks lines={checkLines(inspection.checks)} isOpen />
      </Card>
    </>
  );
}

const TONES: Record<Status, IconName> = { verified: "check", weak: "alert", failed: "refused" };

/** The verdict in a sentence, and the reasons when it is not the best one. */
function Verdict({ opened: { inspection, at } }: { opened: OpenedCredential }) {
  const { config } = useConsumerSession();
  const { status, checks, claims, format } = inspection;
  const problems = checks.filter(({ ok, code }) => !ok && code !== "not_checked");
  const party = claims && issuerOf(config.directory, claims.issuer);
  return (
    <div class={`verdict ${status}`} role="status">
      <Icon name={TONES[status]} />
      <div>
        <h2>{t.verdict[status]}</h2>
        <p>{t.verdict[`${status}Text`]}</p>
        {problems.length > 0 && (
          <ul>
            {format === null && <li>{t.verdict.unknownFormat}</li>}
            {problems.map((check) => (
              <li key={check.name}>{checkText(check)}</li>
            ))}
          </ul>
        )}
        {party && <p class="small">{t.verdict.signedBy(party.name, relativeText(at, Date.now()))}</p>}
      </div>
    </div>
  );
}

function Document({
  opened,
  entry,
  subject,
}: {
  opened: OpenedCredential;
  entry: Entry;
  subject: Readonly<Record<string, unknown>>;
}) {
  const { claims } = opened.inspection;
  return (
    <CredentialDocument title={typeName(entry.about?.type ?? "")} subject={subject}>
      {claims ? (
        claims.expires && (
          <p class="small quiet">
            {t.verdict.expires}: {dayText(claims.expires)}
          </p>
        )
      ) : (
        <Badge tone="bad">{t.verdict.unproven}</Badge>
      )}
    </CredentialDocument>
  );
}

/** What a credential says that cannot be relied on: only on demand. */
function Unproven({ opened, entry }: { opened: OpenedCredential; entry: Entry }) {
  const [isShown, setShown] = useState(false);
  const subject = claimed(opened);
  return (
    <>
      <div>
        <Button icon="eye" onClick={() => setShown(!isShown)}>
          {isShown ? t.verdict.hide : t.verdict.showAnyway}
        </Button>
      </div>
      {isShown &&
        (subject ? <Document opened={opened} entry={entry} subject={subject} /> : <Raw opened={opened} />)}
    </>
  );
}

function Raw({ opened }: { opened: OpenedCredential }) {
  return (
    <Card>
      <p>{t.verdict.notReadable}</p>
      <pre class="code">{textOf(opened.evidence.plaintext)}</pre>
    </Card>
  );
}

/** The content and the report as a file. */
export function Export({ opened }: { opened: OpenedCredential }) {
  const { login } = useConsumerSession();
  const task = useTask(async () => {
    const { chainId } = await login.consumer.chain();
    const name = `credential-${opened.grant.dataId.slice(0, 8)}.json`;
    save(name, JSON.stringify(report(opened, login.node, chainId), null, 2));
    toast(t.export.done);
  });
  return (
    <div class="action">
      <p class="small quiet">{t.export.hint}</p>
      <Button isSmall icon="download" isBusy={task.isBusy} onClick={() => void task.run()}>
        {t.export.button}
      </Button>
    </div>
  );
}

/** The party that a credential names as its issuer. */
function issuerOf(directory: Directory, issuer: string): Party | undefined {
  return directory.issuers().find(({ issuerIds }) => issuerIds.some((id) => controllerOf(id) === issuer));
}

/** The content as text, whatever it is. */
function textOf(plaintext: Uint8Array): string {
  return new TextDecoder().decode(plaintext);
}

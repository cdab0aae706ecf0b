/** What a credential says, how far it can be relied on, and every check that says so. */

import { checkText, checkTitle } from "idos-kit/checks";
import { Checks, CredentialDocument } from "idos-kit/credential";
import { typeName } from "idos-kit/fields";
import { dayText } from "idos-kit/format";
import { Badge, Button, Card, toast } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { Icon, type IconName } from "idos-look/icons";
import { relativeText } from "idos-look/text";
import { controllerOf } from "idos-sdk/credentials/keys";
import type { Status } from "idos-sdk/credentials/verify";
import type { Directory, Party } from "idos-sdk/directory";
import { useState } from "preact/hooks";
import { useDesk } from "../desk-state.ts";
import { t } from "../messages.ts";
import type { Entry } from "./ledger.ts";
import { claimed, type Reading, report } from "./reading.ts";
import { saveJson } from "./save.ts";

export function Report({ reading, entry }: { reading: Reading; entry: Entry }) {
  const { inspection } = reading;
  const lines = inspection.checks.map((check) => ({
    title: checkTitle(check),
    text: checkText(check),
    isOk: check.ok,
    isSkipped: check.code === "not_checked",
  }));
  return (
    <>
      <Verdict reading={reading} />
      {inspection.claims ? (
        <Document reading={reading} entry={entry} subject={inspection.claims.subject} />
      ) : (
        <Unproven reading={reading} entry={entry} />
      )}
      <Card>
        <Checks lines={lines} isOpen />
      </Card>
    </>
  );
}

const TONES: Record<Status, IconName> = { verified: "check", weak: "alert", failed: "refused" };

/** The verdict in a sentence, and the reasons when it is not the best one. */
function Verdict({ reading: { inspection, at } }: { reading: Reading }) {
  const { config } = useDesk();
  const { status, checks, claims } = inspection;
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
  reading,
  entry,
  subject,
}: {
  reading: Reading;
  entry: Entry;
  subject: Readonly<Record<string, unknown>>;
}) {
  const { claims } = reading.inspection;
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

/** What a credential says that can not be relied on: only on demand. */
function Unproven({ reading, entry }: { reading: Reading; entry: Entry }) {
  const [isShown, setShown] = useState(false);
  const subject = claimed(reading);
  return (
    <>
      <div>
        <Button icon="eye" onClick={() => setShown(!isShown)}>
          {isShown ? t.verdict.hide : t.verdict.showAnyway}
        </Button>
      </div>
      {isShown &&
        (subject ? (
          <Document reading={reading} entry={entry} subject={subject} />
        ) : (
          <Raw reading={reading} />
        ))}
    </>
  );
}

function Raw({ reading }: { reading: Reading }) {
  return (
    <Card>
      <p>{t.verdict.notReadable}</p>
      <pre class="code">{textOf(reading.evidence.plaintext)}</pre>
    </Card>
  );
}

/** The content and the report as a file. */
export function Export({ reading }: { reading: Reading }) {
  const { account } = useDesk();
  const task = useTask(async () => {
    const { chainId } = await account.consumer.chain();
    saveJson(`credential-${reading.grant.dataId.slice(0, 8)}.json`, report(reading, account.node, chainId));
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

/** One grant: what it is, and, once it is read, what it says and how it was checked. */

import { levelText, typeName } from "idos-kit/fields";
import { useIsLocked } from "idos-kit/lock";
import {
  Answer,
  Answers,
  Button,
  Empty,
  Failure,
  KeyText,
  Section,
  Skeleton,
  Until,
  When,
} from "idos-kit/parts";
import { useLoaded, useTask } from "idos-kit/task";
import { Icon } from "idos-look/icons";
import { dateTimeText } from "idos-look/text";
import { trustedIssuers } from "idos-sdk/credentials/keys";
import type { AccessGrant } from "idos-sdk/records";
import { useDesk } from "../desk-state.ts";
import { t } from "../messages.ts";
import { hrefOf } from "../routes.ts";
import { GiveBack } from "./give-back.tsx";
import type { Entry, Gone } from "./ledger.ts";
import { IssuerName, StatusBadge } from "./list.tsx";
import { openWith, read } from "./reading.ts";
import { Export, Report } from "./report.tsx";

export function GrantScreen({ id }: { id: string }) {
  const { book } = useDesk();
  const entry = book.entries?.find(({ grant }) => grant.id === id);
  const gone = book.gone.get(id);
  return (
    <>
      <p>
        <a href={hrefOf("grants")}>← {t.detail.back}</a>
      </p>
      {entry ? (
        <Present entry={entry} />
      ) : gone ? (
        <Departed gone={gone} />
      ) : book.entries ? (
        <Empty title={t.detail.missing} icon="search">
          <p class="quiet">{t.detail.missingLead}</p>
        </Empty>
      ) : (
        <Skeleton count={2} lines={6} />
      )}
    </>
  );
}

function Present({ entry }: { entry: Entry }) {
  const { config, account, readings, keep, last, openKey } = useDesk();
  const reading = readings.get(entry.grant.id);
  const task = useTask(async () => {
    const keys = await openKey();
    if (keys === null) return;
    const issuers = trustedIssuers(config.directory.parties);
    const open = openWith(keys.encryptionKey);
    const owner = last?.grants.find(({ id }) => id === entry.grant.id)?.owner ?? null;
    keep(await read(account.consumer, entry.grant, issuers, open, { owner }));
  });
  const readIt = (
    <Button
      kind={reading ? "plain" : "primary"}
      isSmall={reading !== undefined}
      icon={reading ? "again" : "eye"}
      isBusy={task.isBusy}
      onClick={() => void task.run()}
    >
      {reading ? t.detail.again : t.detail.read}
    </Button>
  );
  return (
    <div class="detail">
      <div class="content">
        {task.error && <Failure error={task.error} onRetry={task.retry} />}
        {reading ? (
          <Report reading={reading} entry={entry} />
        ) : (
          <div class="card sealed">
            <Icon name="key" />
            <h2>{t.detail.sealed}</h2>
            <p>{t.detail.readLead}</p>
            <p class="quiet">{t.detail.leaves}</p>
            {readIt}
          </div>
        )}
        <div class="card actions-card">
          {reading && <Export reading={reading} />}
          {reading && (
            <div class="action">
              <p class="small quiet">{t.detail.leaves}</p>
              {readIt}
            </div>
          )}
          <GiveBack entry={entry} />
        </div>
      </div>
      <Facts entry={entry} />
    </div>
  );
}

/** What the network says of the grant, before anything is read. */
function Facts({ entry: { grant, about } }: { entry: Entry }) {
  const { config } = useDesk();
  const { ways } = t.detail;
  const isLocked = useIsLocked(grant.lockedUntil);
  const way = Object.hasOwn(ways, grant.inserterType)
    ? ways[grant.inserterType as "user"]
    : grant.inserterType;
  return (
    <Section title={t.detail.facts}>
      <Answers>
        <Answer title={t.list.credential}>
          <span class="states">
            <strong>{about?.type ? typeName(about.type) : t.list.unknown}</strong>
            <StatusBadge about={about} />
          </span>
        </Answer>
        <Answer title={t.list.issuer}>
          <IssuerName about={about} directory={config.directory} />
        </Answer>
        {about?.level && <Answer title={t.detail.level}>{levelText(about.level)}</Answer>}
        <Answer title={t.detail.lockTitle}>
          <Until at={grant.lockedUntil} />
          <p class="small quiet">{isLocked ? t.detail.lockMeans : t.detail.noLockMeans}</p>
        </Answer>
        <Since grant={grant} />
        <Answer title={t.detail.how}>{way}</Answer>
        <Answer title={t.detail.owner}>
          <KeyText text={grant.ownerUserId} label={t.detail.owner} />
        </Answer>
        <Answer title={t.detail.grantId}>
          <KeyText text={grant.id} label={t.detail.grantId} />
        </Answer>
        <Answer title={t.detail.copyId}>
          <KeyText text={grant.dataId} label={t.detail.copyId} />
        </Answer>
      </Answers>
    </Section>
  );
}

/** When it was shared, at nodes that tell. */
function Since({ grant }: { grant: AccessGrant }) {
  const { account, book } = useDesk();
  const position = book.entries?.findIndex((entry) => entry.grant.id === grant.id) ?? -1;
  const { result } = useLoaded(async () => {
    const heights = await account.consumer.receivedHeights({ page: position + 1, size: 1 });
    const height = heights.get(grant.id);
    return height === undefined ? null : account.consumer.session.blockTime(height);
  }, [grant.id]);
  if (result === null) return null;
  return (
    <Answer title={t.detail.since}>
      <When at={result} hasTime />
    </Answer>
  );
}

/** What became of a grant that was here a moment ago. */
function Departed({ gone: { at, isOwnDoing } }: { gone: Gone }) {
  const time = dateTimeText(at);
  return (
    <Empty title={isOwnDoing ? t.detail.givenBack : t.detail.gone} icon="history">
      <p class="quiet" role="status">
        {isOwnDoing ? t.detail.givenBackLead(time) : t.detail.goneLead(time)}
      </p>
      <p>
        <a href={hrefOf("grants")}>{t.detail.toList}</a>
      </p>
    </Empty>
  );
}

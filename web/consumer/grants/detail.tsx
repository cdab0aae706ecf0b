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
import { t } from "../messages.ts";
import { router } from "../routes.ts";
import { useConsumerSession } from "../state/context.ts";
import type { Entry, RemovedGrant } from "../state/grants.ts";
import { decryptWith, openCredential } from "../state/opened.ts";
import { GiveBack } from "./give-back.tsx";
import { IssuerName, StatusBadge } from "./list.tsx";
import { Export, Report } from "./report.tsx";

export function GrantScreen({ id }: { id: string }) {
  const { entries, removed } = useConsumerSession().grants.state.value;
  const entry = entries?.find(({ grant }) => grant.id === id);
  const gone = removed.get(id);
  return (
    <>
      <p>
        <a href={router.href("grants")}>← {t.detail.back}</a>
      </p>
      {entry ? (
        <Present entry={entry} />
      ) : gone ? (
        <Removed removed={gone} />
      ) : entries ? (
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
  const session = useConsumerSession();
  const opened = session.opened.value.get(entry.grant.id);
  const task = useTask(async () => {
    const { config, login, last } = session;
    const keys = await session.keys.open();
    if (keys === null) return;
    const issuers = trustedIssuers(config.directory.parties);
    const decrypt = decryptWith(keys.encryptionKey);
    const owner = last?.grants.find(({ id }) => id === entry.grant.id)?.owner ?? null;
    session.keep(await openCredential(login.consumer, entry.grant, issuers, decrypt, { owner }));
  });
  const readIt = (
    <Button
      kind={opened ? "plain" : "primary"}
      isSmall={opened !== undefined}
      icon={opened ? "again" : "eye"}
      isBusy={task.isBusy}
      onClick={() => void task.run()}
    >
      {opened ? t.detail.again : t.detail.read}
    </Button>
  );
  return (
    <div class="detail">
      <div class="content">
        {task.error && <Failure error={task.error} onRetry={task.retry} />}
        {opened ? (
          <Report opened={opened} entry={entry} />
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
          {opened && <Export opened={opened} />}
          {opened && (
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
  const { config } = useConsumerSession();
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
  const { login, grants } = useConsumerSession();
  const position = grants.state.value.entries?.findIndex((entry) => entry.grant.id === grant.id) ?? -1;
  const { result } = useLoaded(async () => {
    const heights = await login.consumer.receivedHeights({ page: position + 1, size: 1 });
    const height = heights.get(grant.id);
    return height === undefined ? null : login.consumer.session.blockTime(height);
  }, [grant.id]);
  if (result === null) return null;
  return (
    <Answer title={t.detail.since}>
      <When at={result} hasTime />
    </Answer>
  );
}

/** What became of a grant that was here a moment ago. */
function Removed({ removed: { at, isOwnDoing } }: { removed: RemovedGrant }) {
  const time = dateTimeText(at);
  return (
    <Empty title={isOwnDoing ? t.detail.givenBack : t.detail.gone} icon="history">
      <p class="quiet" role="status">
        {isOwnDoing ? t.detail.givenBackLead(time) : t.detail.goneLead(time)}
      </p>
      <p>
        <a href={router.href("grants")}>{t.detail.toList}</a>
      </p>
    </Empty>
  );
}

/** Copies that others made for the person: page by page, decrypted with the profile's key. */

import { toBase64 } from "idos-core/bytes";
import { shortKey } from "idos-kit/format";
import { Button, Card, Empty, KeyText, Pager, Pending, Until } from "idos-kit/parts";
import { useLoaded } from "idos-kit/task";
import type { AccessGrant } from "idos-sdk/records";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { Content } from "../parts/content.tsx";
import { Locked, LockState } from "../parts/lock.tsx";
import { useDashboard } from "../parts/session.ts";

const PAGE = 10;

export function Received() {
  const dashboard = useDashboard();
  const changes = dashboard.received.value;
  const [page, setPage] = useState(1);
  const loaded = useLoaded(() => dashboard.person.grantsReceived({ page, size: PAGE }), [page, changes]);
  if (loaded.error || loaded.result === null) {
    return <Pending error={loaded.error} onRetry={loaded.retry} lines={3} count={2} />;
  }
  const { grants, total } = loaded.result;
  if (total === 0) return <NothingReceived />;
  return (
    <>
      <div class="toolbar">
        <p class="quiet" role="status">
          {t.received.number(total)}
        </p>
        <LockState />
      </div>
      <ul class="stack">
        {grants.map((grant) => (
          <li key={grant.id}>
            <Copy grant={grant} />
          </li>
        ))}
      </ul>
      <Pager page={{ page, pages: Math.ceil(total / PAGE) }} onPage={setPage} />
    </>
  );
}

function NothingReceived() {
  const { wallet, profile } = useDashboard();
  const { value } = profile;
  return (
    <Empty title={t.received.none} icon="mail">
      <p class="quiet">{t.received.noneHelp}</p>
      <dl class="facts">
        <div>
          <dt>{t.received.address}</dt>
          <dd>
            <KeyText text={wallet.identifier} label={t.received.address} />
          </dd>
        </div>
        {value && (
          <div>
            <dt>{t.received.key}</dt>
            <dd>
              <KeyText text={toBase64(value.encryptionPublicKey)} label={t.received.key} />
            </dd>
          </div>
        )}
      </dl>
    </Empty>
  );
}

function Copy({ grant }: { grant: AccessGrant }) {
  const { contents } = useDashboard();
  const isOpen = contents.isOpen.value;
  const [isShown, setShown] = useState(false);
  return (
    <Card>
      <div class="tile-head">
        <dl class="facts">
          <div>
            <dt>{t.received.owner}</dt>
            <dd>
              <KeyText text={grant.ownerUserId} label={t.received.owner} />
            </dd>
          </div>
          <div>
            <dt>{t.received.lock}</dt>
            <dd>
              <Until at={grant.lockedUntil} />
            </dd>
          </div>
        </dl>
        <Button
          isSmall
          icon={isShown ? "close" : "eye"}
          label={isShown ? t.received.hide : t.received.readOne(shortKey(grant.ownerUserId))}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? t.received.hide : t.received.read}
        </Button>
      </div>
      {isShown && (isOpen ? <OpenCopy id={grant.dataId} /> : <Locked />)}
    </Card>
  );
}

function OpenCopy({ id }: { id: string }) {
  const { contents, person } = useDashboard();
  const edition = contents.edition.value;
  const opened = useLoaded(() => contents.read(id, () => person.sharedCredential(id)), [id, edition]);
  if (opened.error || opened.result === null) {
    return <Pending error={opened.error} onRetry={opened.retry} lines={6} />;
  }
  return <Content title={t.untyped} name={`copy-${id}`} plaintext={opened.result.plaintext} />;
}

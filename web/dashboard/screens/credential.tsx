/** One credential: as a document once it is unlocked, with who signed it, and who has copies. */

import { Button, Card, Empty, Pending, Section } from "idos-kit/parts";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { OWN_TYPE } from "../model/own.ts";
import { DeleteCredentials } from "../parts/delete.tsx";
import { About, OpenContent } from "../parts/document.tsx";
import { Locked, LockState } from "../parts/lock.tsx";
import { useDashboard } from "../parts/session.ts";
import { ShareList } from "../parts/shares.tsx";
import { router } from "../routes.ts";

export function Credential({ id }: { id: string }) {
  const { portfolio, contents } = useDashboard();
  const { value, error } = portfolio;
  const isOpen = contents.isOpen.value;
  const [isDeleting, setDeleting] = useState(false);
  if (value === null) {
    return <Pending error={error} onRetry={portfolio.refresh} lines={8} />;
  }
  const original = value.byId.get(id);
  if (!original) return <Gone />;
  return (
    <>
      <div class="toolbar">
        <a href={router.href("data")}>{t.credential.toData}</a>
        {isOpen && <LockState />}
      </div>
      <div class="columns">
        <div class="stack">{isOpen ? <OpenContent original={original} /> : <Locked />}</div>
        <div class="stack">
          <Section title={t.credential.sharedWith}>
            <Card>
              {original.shares.length === 0 ? (
                <p class="quiet">{t.credential.nobody}</p>
              ) : (
                <ShareList shares={original.shares} />
              )}
              <a class="button" href={router.href("share", { credential: id })}>
                {t.credential.share}
              </a>
            </Card>
          </Section>
          <About original={original} />
          <div class="row">
            {original.notes.type === OWN_TYPE && (
              <a class="button" href={router.href("edit", id)}>
                {t.credential.edit}
              </a>
            )}
            <Button kind="danger" icon="trash" onClick={() => setDeleting(true)}>
              {t.credential.delete}
            </Button>
          </div>
        </div>
      </div>
      {isDeleting && (
        <DeleteCredentials
          originals={[original]}
          onClose={(isDone) => (isDone ? router.go("data") : setDeleting(false))}
        />
      )}
    </>
  );
}

function Gone() {
  return (
    <Empty title={t.credential.gone} icon="search">
      <p class="quiet">{t.credential.goneHelp}</p>
      <a class="button" href={router.href("data")}>
        {t.credential.toData}
      </a>
    </Empty>
  );
}

/** What a credential says, who signed that, and what is known of it without unlocking. */

import type { Refusal } from "idos-core/errors";
import { refusalOf } from "idos-core/errors";
import { Checks } from "idos-kit/credential";
import { Badge, Card, Failure, Icon, KeyText, PartyName, Skeleton } from "idos-kit/parts";
import { Consumer } from "idos-sdk/consumer";
import type { Attestation, StoredCredential } from "idos-sdk/records";
import { useEffect, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { describe, isOwn, titleOf } from "../model/describe.ts";
import { documentOf } from "../model/document.ts";
import type { Original } from "../model/portfolio.ts";
import { type Verdict, verdictOf } from "../model/verdict.ts";
import { Content } from "./content.tsx";
import { useDashboard } from "./session.ts";

interface Read {
  id: string;
  stored: StoredCredential;
  plaintext: Uint8Array;
  attestation: Attestation | null;
}

/** The content of a credential. What was shown stays while it is read again. */
export function OpenContent({ original }: { original: Original }) {
  const { config } = useDashboard();
  const { read, error, again } = useContent(original.id);
  if (error) return <Failure error={error} onRetry={again} />;
  if (read === null) return <Skeleton lines={8} />;
  const { stored, plaintext, attestation } = read;
  const shown = documentOf(plaintext);
  const verdict = isOwn(original) ? null : verdictOf(stored, plaintext, attestation, config.directory);
  const unlocked = { shown, verdict: verdict?.status ?? null };
  const { issuer } = describe(original, config.directory, unlocked, Date.now());
  return (
    <Content
      title={titleOf(original, shown)}
      name={`credential-${original.id}`}
      plaintext={plaintext}
      findings={verdict && <Checks lines={verdict.lines} />}
    >
      {verdict ? (
        <SignedBy name={issuer?.name ?? shown?.issuer ?? original.issuer} verdict={verdict} />
      ) : (
        <p class="quiet">{t.credential.ownWords}</p>
      )}
    </Content>
  );
}

function useContent(id: string) {
  const { contents, person, session } = useDashboard();
  const edition = contents.edition.value;
  const [state, setState] = useState<{ read: Read | null; error: Refusal | null }>({
    read: null,
    error: null,
  });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isOver = false;
    const show = (next: { read: Read | null; error: Refusal | null }) => isOver || setState(next);
    const read = async () => {
      const { stored, plaintext } = await contents.read(id, () => person.credential(id));
      const attestation = await new Consumer(session).attestation(stored);
      return { id, stored, plaintext, attestation };
    };
    read().then(
      (found) => show({ read: found, error: null }),
      (error: unknown) => show({ read: null, error: refusalOf(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [id, edition, tries]);
  const read = state.read?.id === id ? state.read : null;
  return { read, error: state.error, again: () => setTries(tries + 1) };
}

const MARKS = { verified: "ok", weak: "waiting", failed: "bad" } as const;

function SignedBy({ name, verdict: { status, reason } }: { name: string; verdict: Verdict }) {
  const words = {
    verified: t.credential.signedBy(name),
    weak: t.credential.signedWeak(name),
    failed: t.credential.notVerified,
  };
  return (
    <>
      <Badge tone={MARKS[status]}>{words[status]}</Badge>
      {reason && <p class="small">{reason}</p>}
    </>
  );
}

/** What the card says, and the notes that everybody may read. */
export function About({ original }: { original: Original }) {
  const { config } = useDashboard();
  const { issuer, level, standing } = describe(original, config.directory, null, Date.now());
  return (
    <Card>
      <dl class="facts">
        <div>
          <dt>{t.credential.issuer}</dt>
          <dd>{isOwn(original) ? t.own : <PartyName party={issuer} fallback={original.issuer} />}</dd>
        </div>
        {level && (
          <div>
            <dt>{t.credential.level}</dt>
            <dd>{level}</dd>
          </div>
        )}
        <div>
          <dt>{t.credential.status}</dt>
          <dd>
            <Badge tone={standing.tone}>{standing.word}</Badge>
          </dd>
        </div>
        <div>
          <dt>{t.credential.id}</dt>
          <dd class="small">
            <KeyText text={original.id} label={t.credential.id} />
          </dd>
        </div>
      </dl>
      {original.publicNotes !== "" && (
        <details>
          <summary>{t.credential.notes}</summary>
          <p class="small quiet">
            <Icon name="info" /> {t.credential.notesHelp}
          </p>
          <pre class="small">{original.publicNotes}</pre>
        </details>
      )}
    </Card>
  );
}

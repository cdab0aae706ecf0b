/** Who has copies, with the way to take them back. */

import { useIsLocked } from "idos-kit/lock";
import { Button, Until } from "idos-kit/parts";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";
import { partyName, shareTitle } from "../model/describe.ts";
import { isLocked, type Share } from "../model/portfolio.ts";
import { Since, Who } from "./people.tsx";
import { Removal } from "./removal.tsx";
import { useDashboard } from "./session.ts";

/** The copies of one credential. */
export function ShareList({ shares }: { shares: readonly Share[] }) {
  return (
    <ul class="shares">
      {shares.map((share) => (
        <li key={share.grant.id}>
          <Who identifier={share.grant.grantee} />
          <span class="small">
            <Since height={share.height} />
          </span>
          <Revoke share={share} />
        </li>
      ))}
    </ul>
  );
}

/** The lock, if there is one in force; else the way to revoke. */
export function Revoke({ share }: { share: Share }) {
  const { config } = useDashboard();
  const [isAsking, setAsking] = useState(false);
  const name = partyName(share.grant.grantee, config.directory);
  if (useIsLocked(share.grant.lockedUntil)) {
    return (
      <span class="lock-state">
        <Until at={share.grant.lockedUntil} />
        <span class="small quiet">{t.shared.lockedMeans}</span>
      </span>
    );
  }
  return (
    <>
      <Button
        isSmall
        label={t.shared.revokeOne(`${shareTitle(share)}, ${name}`)}
        onClick={() => setAsking(true)}
      >
        {t.shared.revoke}
      </Button>
      {isAsking && <RevokeShares shares={[share]} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Asks whether copies of one recipient are to be taken back. Locked ones are left out, and that is said. */
export function RevokeShares({ shares, onClose }: { shares: readonly Share[]; onClose: () => void }) {
  const { config, person } = useDashboard();
  const free = shares.filter((share) => !isLocked(share, Date.now()));
  const [first] = shares;
  const name = first ? partyName(first.grant.grantee, config.directory) : "";
  return (
    <Removal
      title={t.revoke.title(free.length, name)}
      ids={free.map(({ grant }) => grant.id)}
      topics={["credentials", "grants_owned"]}
      remove={(ids) => person.revoke(...ids)}
      yes={t.revoke.yes}
      no={t.revoke.no}
      done={t.revoke.done(free.length)}
      onClose={onClose}
    >
      {free.length === 1 && first && <p>{shareTitle(first)}</p>}
      <p>{t.revoke.means}</p>
      <p>{t.revoke.read}</p>
      {free.length < shares.length && <p class="note">{t.revoke.skipped(shares.length - free.length)}</p>}
    </Removal>
  );
}

/** Deleting credentials of one's own, with the copies that others have. */

import { dateText } from "idos-look/text";
import { t } from "../messages.ts";
import { isLocked, lockedUntil, type Original } from "../model/portfolio.ts";
import { Removal } from "./removal.tsx";
import { useDashboard } from "./session.ts";

export function DeleteCredentials({
  originals,
  onClose,
}: {
  originals: readonly Original[];
  onClose: (isDone: boolean) => void;
}) {
  const { person } = useDashboard();
  const now = Date.now();
  const shares = originals.flatMap(({ shares }) => shares);
  const locked = shares.filter((share) => isLocked(share, now));
  const last = lockedUntil(shares, now);
  return (
    <Removal
      title={t.remove.title(originals.length)}
      ids={originals.map(({ id }) => id)}
      topics={["credentials", "grants_owned"]}
      remove={(ids) => person.removeCredential(...ids)}
      yes={t.remove.yes(originals.length)}
      no={t.remove.no}
      done={t.remove.done(originals.length)}
      onClose={onClose}
    >
      <p>{t.remove.means}</p>
      {locked.length > 0 && <p class="note">{t.remove.locked(locked.length, dateText(last * 1000))}</p>}
      {shares.length > 0 && <p>{t.remove.read}</p>}
    </Removal>
  );
}

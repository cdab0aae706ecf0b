/** Companies, people and moments, as the dashboard knows them. */

import { KeyText, PartyName, When } from "idos-kit/parts";
import { useLoaded } from "idos-kit/task";
import { t } from "../messages.ts";
import { useDashboard } from "./session.ts";

/** Somebody by the directory's name, and the key on demand. */
export function Who({ identifier, hasKey = false }: { identifier: string; hasKey?: boolean }) {
  const { config, wallet } = useDashboard();
  if (identifier.toLowerCase() === wallet.identifier.toLowerCase()) return <strong>{t.yourself}</strong>;
  return (
    <span class="who">
      <PartyName party={config.directory.byIdentifier(identifier)} fallback={identifier} />
      {hasKey && (
        <span class="small">
          <KeyText text={identifier} label={t.share.identifier} />
        </span>
      )}
    </span>
  );
}

/** When a block was made: the node tells it on demand. */
export function Since({ height }: { height: number | null }) {
  const { session } = useDashboard();
  const { result, error } = useLoaded(
    async () => (height === null ? null : session.blockTime(height)),
    [height],
  );
  if (height === null || error) return <span class="quiet">{t.shared.unknownSince}</span>;
  return result === null ? <span class="quiet">…</span> : <When at={result} />;
}

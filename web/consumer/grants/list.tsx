/** The list of grants: narrowed, sorted, and shown in parts. */

import { nameOf } from "idos-kit/credential";
import { levelText, typeName } from "idos-kit/fields";
import { shortKey } from "idos-kit/format";
import {
  Badge,
  Button,
  type Column,
  Empty,
  Pager,
  PartyName,
  Progress,
  pageOf,
  Skeleton,
  Table,
  type Tone,
  Until,
} from "idos-kit/parts";
import { language } from "idos-look/text";
import { APPROVED } from "idos-sdk/credentials/attestation";
import type { Directory } from "idos-sdk/directory";
import { useMemo } from "preact/hooks";
import { HowToAsk } from "../how-to-ask.tsx";
import { t } from "../messages.ts";
import { router } from "../routes.ts";
import type { About } from "../state/about.ts";
import { useConsumerSession } from "../state/context.ts";
import type { Entry } from "../state/grants.ts";
import { claimed, type OpenedCredential } from "../state/opened.ts";
import { choose, isEnding } from "./filter.ts";
import { Filters, readWanted } from "./filters.tsx";

const ROWS = 50;

export function GrantsScreen({ params }: { params: URLSearchParams }) {
  const session = useConsumerSession();
  const { entries, error, isComplete } = session.grants.state.value;
  const [fresh, opened] = [session.fresh.value, session.opened.value];
  const wanted = useMemo(() => readWanted(params), [params]);
  const names = useMemo(
    () => new Map([...opened].map(([id, credential]) => [id, personOf(credential)])),
    [opened],
  );
  const chosen = useMemo(() => {
    const now = Math.floor(Date.now() / 1000);
    const known = { now, isNew: (id: string) => fresh.has(id), nameOf: (id: string) => names.get(id) ?? "" };
    return choose(entries ?? [], wanted, known);
  }, [entries, wanted, fresh, names]);
  if (!entries) return error ? null : <Skeleton count={4} lines={3} />;
  if (entries.length === 0) return <HowToAsk isEmpty />;
  const page = pageOf(chosen, Number(params.get("page")), ROWS);
  const learned = entries.filter(({ about }) => about !== null).length;
  return (
    <>
      <Tiles entries={entries} />
      {!isComplete && <Progress label={t.list.learning} done={learned} total={entries.length} />}
      <Filters params={params} wanted={wanted} />
      {chosen.length === 0 ? (
        <Empty title={t.list.nothing} icon="search">
          <p class="quiet">{t.list.nothingHint}</p>
          <Button onClick={() => router.go("grants")}>{t.list.clear}</Button>
        </Empty>
      ) : (
        <>
          <Table
            caption={t.list.caption}
            columns={columnsOf(page.items, session.config.directory, fresh, names)}
            rows={page.items}
            keyOf={({ grant }) => grant.id}
          />
          <Pager page={page} hrefOf={(to) => hrefOf(params, to)}>
            {t.list.shown(number(page.from), number(page.to), number(chosen.length))}
          </Pager>
        </>
      )}
    </>
  );
}

/** How many there are, and how many of them want a look. */
function Tiles({ entries }: { entries: readonly Entry[] }) {
  const fresh = useConsumerSession().fresh.value;
  const now = Math.floor(Date.now() / 1000);
  const ending = entries.filter(({ grant }) => isEnding(grant.lockedUntil, now)).length;
  const tiles = [
    { count: entries.length, label: t.list.all, href: router.href("grants") },
    { count: fresh.size, label: t.list.freshTile, href: router.href("grants", { new: "1" }) },
    { count: ending, label: t.list.endingTile, href: router.href("grants", { lock: "ending" }) },
  ];
  return (
    <ul class="tiles" aria-label={t.list.tiles}>
      {tiles.map(({ count, label, href }) => (
        <li key={label}>
          <a class="card" href={href}>
            <strong>{number(count)}</strong> <span class="small">{label}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function columnsOf(
  rows: readonly Entry[],
  directory: Directory,
  fresh: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): Column<Entry>[] {
  const hasState = ({ grant, about }: Entry) =>
    fresh.has(grant.id) || names.has(grant.id) || statusOf(about) !== null;
  const columns: Column<Entry>[] = [
    {
      title: t.list.person,
      cell: ({ grant }) => (
        <a class="row-link" href={router.href("grant", grant.id)}>
          {names.get(grant.id) || <span class="code">{shortKey(grant.ownerUserId)}</span>}
        </a>
      ),
    },
    { title: t.list.credential, cell: ({ about }) => <What about={about} /> },
    { title: t.list.issuer, cell: ({ about }) => <IssuerName about={about} directory={directory} /> },
    { title: t.list.lock, cell: ({ grant }) => <Until at={grant.lockedUntil} /> },
  ];
  if (!rows.some(hasState)) return columns;
  return [
    ...columns,
    {
      title: t.list.state,
      cell: ({ grant, about }) => (
        <span class="states">
          {fresh.has(grant.id) && <Badge tone="waiting">{t.list.fresh}</Badge>}
          {names.has(grant.id) && <Badge tone="quiet">{t.list.read}</Badge>}
          <StatusBadge about={about} />
        </span>
      ),
    },
  ];
}

function What({ about }: { about: About | null }) {
  if (!about) return <span class="quiet">…</span>;
  return (
    <span class="what">
      <strong>{about.type ? typeName(about.type) : t.list.unknown}</strong>
      {about.level && <span class="small quiet">{levelText(about.level)}</span>}
    </span>
  );
}

export function IssuerName({ about, directory }: { about: About | null; directory: Directory }) {
  if (!about) return <span class="quiet">…</span>;
  if (!about.issuer) return <span class="quiet">{t.list.unknown}</span>;
  return <PartyName party={directory.byIdentifier(about.issuer)} fallback={about.issuer} />;
}

/** What the issuer says of it now, when that is not that it stands by it. */
export function StatusBadge({ about }: { about: About | null }) {
  const status = statusOf(about);
  return status && <Badge tone={status.tone}>{status.text}</Badge>;
}

function statusOf(about: About | null): { tone: Tone; text: string } | null {
  if (!about) return null;
  const { gone, revoked, other } = t.list.statuses;
  if (!about.hasOriginal) return { tone: "waiting", text: gone };
  if (about.status === "" || about.status === APPROVED) return null;
  return { tone: "bad", text: about.status === "revoked" ? revoked : other(about.status) };
}

/** The name that a credential gives to its person, or that it has none. */
function personOf(credential: OpenedCredential): string {
  return nameOf(claimed(credential) ?? {}) ?? "";
}

function hrefOf(params: URLSearchParams, page: number): string {
  return router.href("grants", { ...Object.fromEntries(params), page: page > 1 ? `${page}` : "" });
}

function number(value: number): string {
  return value.toLocaleString(language);
}

/** One's credentials as cards: found by the words on them, opened, selected, deleted. */

import { Badge, Button, Card, Check, Empty, Pager, PartyName, Pending, pageOf } from "idos-kit/parts";
import { dateText } from "idos-look/text";
import { useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { type Description, describe, searched } from "../model/describe.ts";
import type { ShownDocument } from "../model/document.ts";
import type { Original, Portfolio } from "../model/portfolio.ts";
import { finds } from "../model/search.ts";
import { DeleteCredentials } from "../parts/delete.tsx";
import { Issuers } from "../parts/issuers.tsx";
import { LockState } from "../parts/lock.tsx";
import { Search } from "../parts/search.tsx";
import { useDashboard } from "../parts/session.ts";
import { useSummaries } from "../parts/summaries.ts";
import { router } from "../routes.ts";

const PAGE = 24;
const FEW = 2;

export function Data() {
  const { portfolio } = useDashboard();
  const { value, error } = portfolio;
  if (value === null) {
    return <Pending error={error} onRetry={portfolio.refresh} lines={5} count={3} />;
  }
  return value.originals.length === 0 ? <NoData portfolio={value} /> : <Cards portfolio={value} />;
}

function NoData({ portfolio }: { portfolio: Portfolio }) {
  return (
    <>
      <Orphans portfolio={portfolio} />
      <Empty title={t.data.none}>
        <p class="quiet">{t.data.noneHelp}</p>
        <a class="button" href={router.href("add")}>
          {t.data.add}
        </a>
      </Empty>
      <Issuers />
    </>
  );
}

/** Copies whose originals are gone: lists of credentials would hide them. */
function Orphans({ portfolio: { shares } }: { portfolio: Portfolio }) {
  const orphans = shares.filter(({ original }) => original === null).length;
  if (orphans === 0) return null;
  return (
    <p class="note">
      <strong>{t.data.orphans(orphans)}.</strong> {t.data.orphansHelp}{" "}
      <a href={router.href("shared")}>{t.nav.shared}</a>.
    </p>
  );
}

function Cards({ portfolio }: { portfolio: Portfolio }) {
  const { config } = useDashboard();
  const { params } = router.route.value;
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const question = params.get("q") ?? "";
  const cards = useFound(portfolio, question);
  const page = pageOf(cards, Number(params.get("page") ?? 1), PAGE);
  const summaries = useSummaries(page.items.map(({ original }) => original));
  const chosen = portfolio.originals.filter(({ id }) => selected?.has(id));
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  return (
    <>
      <div class="toolbar">
        <Search
          label={t.data.search}
          hint={t.data.searchHint}
          value={question}
          onInput={(q) => router.adjust({ q, page: "" })}
        />
        <LockState />
      </div>
      <Orphans portfolio={portfolio} />
      <div class="toolbar">
        <p class="quiet" role="status">
          {question === ""
            ? t.data.number(portfolio.originals.length)
            : t.data.found(cards.length, portfolio.originals.length)}
        </p>
        <Selection
          cards={cards}
          selected={selected}
          canDelete={chosen.length > 0}
          onSelect={setSelected}
          onDelete={() => setDeleting(true)}
        />
      </div>
      {cards.length === 0 && (
        <Empty title={t.data.notFound} icon="search">
          <Button isSmall onClick={() => router.adjust({ q: "" })}>
            {t.data.clear}
          </Button>
        </Empty>
      )}
      <ul class="cards">
        {page.items.map(({ original, described }) => {
          const unlocked = summaries.get(original.id);
          return (
            <li key={original.id}>
              <CredentialCard
                original={original}
                description={
                  unlocked ? describe(original, config.directory, unlocked, Date.now()) : described
                }
                shown={unlocked?.shown ?? null}
                selection={selected && { isSelected: selected.has(original.id), toggle }}
              />
            </li>
          );
        })}
      </ul>
      <Pager page={page} onPage={(to) => router.adjust({ page: `${to}` })} />
      {isDeleting && (
        <DeleteCredentials
          originals={chosen}
          onClose={(isDone) => {
            setDeleting(false);
            if (isDone) setSelected(null);
          }}
        />
      )}
    </>
  );
}

/** What is selected of the cards that were found; nothing can be selected while `selected` is null. */
function Selection({
  cards,
  selected,
  canDelete,
  onSelect,
  onDelete,
}: {
  cards: readonly Found[];
  selected: ReadonlySet<string> | null;
  canDelete: boolean;
  onSelect: (ids: ReadonlySet<string> | null) => void;
  onDelete: () => void;
}) {
  return (
    <div class="row">
      {selected && (
        <Button isSmall onClick={() => onSelect(new Set(cards.map(({ original }) => original.id)))}>
          {t.data.selectAll(cards.length)}
        </Button>
      )}
      {selected && (
        <Button kind="danger" icon="trash" isSmall isDisabled={!canDelete} onClick={onDelete}>
          {t.data.deleteSelected}
        </Button>
      )}
      <Button isSmall onClick={() => onSelect(selected ? null : new Set())}>
        {selected ? t.data.endSelect : t.data.select}
      </Button>
      <a class="button small" href={router.href("add")}>
        {t.data.add}
      </a>
    </div>
  );
}

interface Found {
  original: Original;
  described: Description;
}

/** Described once for each state of the portfolio; a search only looks through the words. */
function useFound(portfolio: Portfolio, question: string): Found[] {
  const { config } = useDashboard();
  const cards = useMemo(
    () =>
      portfolio.originals.map((original) => {
        const described = describe(original, config.directory, null, Date.now());
        return { original, described, words: searched(described) };
      }),
    [portfolio],
  );
  return question === "" ? cards : cards.filter(({ words }) => finds(question, words));
}

function CredentialCard({
  original,
  description: { title, isOwn, issuer, level, standing, recipients },
  shown,
  selection,
}: {
  original: Original;
  description: Description;
  shown: ShownDocument | null;
  selection: { isSelected: boolean; toggle: (id: string) => void } | null;
}) {
  const { id } = original;
  return (
    <Card class="tile">
      <div class="tile-head">
        {isOwn ? <span class="quiet">{t.own}</span> : <PartyName party={issuer} fallback={original.issuer} />}
        <Badge tone={standing.tone}>{standing.word}</Badge>
      </div>
      <h2>
        <a class="cover" href={router.href("credential", id)}>
          {title}
        </a>
      </h2>
      <div class="small quiet">
        {level && <p>{level}</p>}
        {shown && <Dates shown={shown} />}
        <p>{recipients.length === 0 ? t.data.notShared : t.data.shared(few(recipients))}</p>
      </div>
      {selection && (
        <Check isChecked={selection.isSelected} onChange={() => selection.toggle(id)}>
          <span class="visually-hidden">{t.data.selectOne(title)}</span>
          <span aria-hidden="true">{t.data.select}</span>
        </Check>
      )}
    </Card>
  );
}

function Dates({ shown: { issuedAt, expiresAt } }: { shown: ShownDocument }) {
  const texts = [
    issuedAt !== null && t.data.from(dateText(issuedAt * 1000)),
    expiresAt !== null && t.data.untilDate(dateText(expiresAt * 1000)),
  ].filter(Boolean);
  return texts.length > 0 ? <p>{texts.join(", ")}</p> : null;
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, FEW).join(", ");
  return names.length <= FEW ? shown : t.data.more(shown, names.length - FEW);
}

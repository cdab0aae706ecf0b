/** Who has copies of what: by recipient, revocable unless locked. */

import { Button, Card, Empty, Failure, Section, Skeleton, Table } from "idos-kit/parts";
import { useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { partyName, shareTitle } from "../model/describe.ts";
import { isLocked, type Portfolio, type Recipient, type Share } from "../model/portfolio.ts";
import { finds, folded } from "../model/search.ts";
import { useHome } from "../parts/home.ts";
import { Pager, pageOf } from "../parts/pager.tsx";
import { Since, Who } from "../parts/people.tsx";
import { Search } from "../parts/search.tsx";
import { Revoke, RevokeShares } from "../parts/shares.tsx";
import { hrefOf } from "../routes.ts";
import { useCell } from "../state/cell.ts";
import { adjust, route } from "../state/navigation.ts";

/** Recipients on one page, and the copies that are shown of each. */
const PAGE = 8;
const FEW = 5;
/** Copies on one page, for one recipient. */
const ROWS = 25;

export function Shared() {
  const { portfolio } = useHome();
  const { params } = useCell(route);
  const { value, error } = useCell(portfolio);
  if (value === null) {
    return error ? (
      <Failure error={error} onRetry={() => void portfolio.load()} />
    ) : (
      <Skeleton lines={5} count={2} />
    );
  }
  if (value.shares.length === 0) {
    return (
      <Empty title={t.shared.none} icon="share">
        <p class="quiet">{t.shared.noneHelp}</p>
        <ShareLink />
      </Empty>
    );
  }
  const one = value.recipients.find(({ identifier }) => identifier === params.get("with"));
  return one ? <OneRecipient recipient={one} /> : <Recipients portfolio={value} />;
}

function ShareLink() {
  return (
    <a class="button" href={hrefOf("share")}>
      {t.shared.share}
    </a>
  );
}

function Recipients({ portfolio }: { portfolio: Portfolio }) {
  const { params } = useCell(route);
  const question = params.get("q") ?? "";
  const found = useFound(portfolio, question);
  const { page, pages, items } = pageOf(found, Number(params.get("page") ?? 1), PAGE);
  return (
    <>
      <div class="toolbar">
        <Search
          label={t.shared.search}
          hint={t.shared.searchHint}
          value={question}
          onInput={(q) => adjust({ q, page: "" })}
        />
        <ShareLink />
      </div>
      <p class="quiet" role="status">
        {t.shared.number(
          found.reduce((sum, { shares }) => sum + shares.length, 0),
          found.length,
        )}
      </p>
      {found.length === 0 && <Empty title={t.shared.notFound} icon="search" />}
      {items.map((recipient) => (
        <RecipientCard key={recipient.identifier} recipient={recipient} />
      ))}
      <Pager page={page} pages={pages} onPage={(to) => adjust({ page: `${to}` })} />
    </>
  );
}

/** A recipient whose own name is found is shown with all copies, another with those that are found. */
function useFound({ recipients }: Portfolio, question: string): readonly Recipient[] {
  const { config } = useHome();
  const index = useMemo(
    () =>
      recipients.map(({ identifier, shares }) => ({
        identifier,
        words: folded(`${partyName(identifier, config.directory)} ${identifier}`),
        shares: shares.map((share) => ({ share, words: folded(shareTitle(share)) })),
      })),
    [recipients],
  );
  if (question === "") return recipients;
  return index.flatMap(({ identifier, words, shares }) => {
    const found = shares.filter((each) => finds(question, `${words} ${each.words}`));
    return found.length > 0 ? [{ identifier, shares: found.map(({ share }) => share) }] : [];
  });
}

function RecipientCard({ recipient: { identifier, shares } }: { recipient: Recipient }) {
  return (
    <Card class="recipient">
      <div class="tile-head">
        <h2>
          <Who identifier={identifier} />
        </h2>
        <RecipientActions identifier={identifier} shares={shares} />
      </div>
      <Rows shares={shares.slice(0, FEW)} />
      {shares.length > FEW && (
        <a href={hrefOf("shared", "", { with: identifier })}>{t.shared.all(shares.length)}</a>
      )}
    </Card>
  );
}

function OneRecipient({ recipient: { identifier, shares } }: { recipient: Recipient }) {
  const { config } = useHome();
  const [page, setPage] = useState(1);
  const shown = pageOf(shares, page, ROWS);
  return (
    <>
      <a href={hrefOf("shared")}>{t.shared.toAll}</a>
      <Section
        title={t.shared.withOne(partyName(identifier, config.directory))}
        actions={<RecipientActions identifier={identifier} shares={shares} />}
      >
        <Who identifier={identifier} hasKey />
        <p class="quiet">{t.shared.copies(shares.length)}</p>
        <Rows shares={shown.items} />
        <Pager page={shown.page} pages={shown.pages} onPage={setPage} />
      </Section>
    </>
  );
}

function RecipientActions({ identifier, shares }: Recipient) {
  const { config } = useHome();
  return (
    <div class="row">
      <a
        class="button small"
        href={hrefOf("share", "", { recipient: identifier })}
        aria-label={t.shared.againWith(partyName(identifier, config.directory))}
      >
        {t.shared.again}
      </a>
      <RevokeAll shares={shares} />
    </div>
  );
}

function RevokeAll({ shares }: { shares: readonly Share[] }) {
  const [isAsking, setAsking] = useState(false);
  const free = shares.filter((share) => !isLocked(share, Date.now())).length;
  if (free < 2) return null;
  return (
    <>
      <Button isSmall kind="danger" onClick={() => setAsking(true)}>
        {t.shared.revokeAll(free)}
      </Button>
      {isAsking && <RevokeShares shares={shares} onClose={() => setAsking(false)} />}
    </>
  );
}

function Rows({ shares }: { shares: readonly Share[] }) {
  return (
    <Table
      caption={t.shared.title}
      rows={shares}
      keyOf={({ grant }) => grant.id}
      columns={[
        { title: t.shared.what, cell: (share) => <What share={share} /> },
        { title: t.shared.since, cell: ({ height }) => <Since height={height} /> },
        { title: t.shared.lock, cell: (share) => <Revoke share={share} /> },
      ]}
    />
  );
}

function What({ share }: { share: Share }) {
  const title = shareTitle(share);
  if (share.original === null) return <span class="quiet">{title}</span>;
  return <a href={hrefOf("credential", share.original.id)}>{title}</a>;
}

/** Who has copies of what: by recipient, revocable unless locked. */

import { Button, Card, Empty, Pager, Pending, pageOf, Section, Table } from "idos-kit/parts";
import { useMemo, useState } from "preact/hooks";
import { t } from "../messages.ts";
import { partyName, shareTitle } from "../model/describe.ts";
import { isLocked, type Portfolio, type Recipient, type Share } from "../model/portfolio.ts";
import { finds, folded } from "../model/search.ts";
import { Since, Who } from "../parts/people.tsx";
import { Search } from "../parts/search.tsx";
import { useDashboard } from "../parts/session.ts";
import { Revoke, RevokeShares } from "../parts/shares.tsx";
import { router } from "../routes.ts";

/** Recipients on one page, and the copies that are shown of each. */
const PAGE = 8;
const FEW = 5;
/** Copies on one page, for one recipient. */
const ROWS = 25;

export function Shared() {
  const { portfolio } = useDashboard();
  const { params } = router.route.value;
  const { value, error } = portfolio;
  if (value === null) {
    return <Pending error={error} onRetry={portfolio.refresh} lines={5} count={2} />;
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
    <a class="button" href={router.href("share")}>
      {t.shared.share}
    </a>
  );
}

function Recipients({ portfolio }: { portfolio: Portfolio }) {
  const { params } = router.route.value;
  const question = params.get("q") ?? "";
  const found = useFound(portfolio, question);
  const page = pageOf(found, Number(params.get("page") ?? 1), PAGE);
  return (
    <>
      <div class="toolbar">
        <Search
          label={t.shared.search}
          hint={t.shared.searchHint}
          value={question}
          onInput={(q) => router.adjust({ q, page: "" })}
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
      {page.items.map((recipient) => (
        <RecipientCard key={recipient.identifier} recipient={recipient} />
      ))}
      <Pager page={page} onPage={(to) => router.adjust({ page: `${to}` })} />
    </>
  );
}

/** A recipient whose own name is found is shown with all copies, another with those that are found. */
function useFound({ recipients }: Portfolio, question: string): readonly Recipient[] {
  const { config } = useDashboard();
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
        <a href={router.href("shared", { with: identifier })}>{t.shared.all(shares.length)}</a>
      )}
    </Card>
  );
}

function OneRecipient({ recipient: { identifier, shares } }: { recipient: Recipient }) {
  const { config } = useDashboard();
  const [page, setPage] = useState(1);
  const shown = pageOf(shares, page, ROWS);
  return (
    <>
      <a href={router.href("shared")}>{t.shared.toAll}</a>
      <Section
        title={t.shared.withOne(partyName(identifier, config.directory))}
        actions={<RecipientActions identifier={identifier} shares={shares} />}
      >
        <Who identifier={identifier} hasKey />
        <p class="quiet">{t.shared.copies(shares.length)}</p>
        <Rows shares={shown.items} />
        <Pager page={shown} onPage={setPage} />
      </Section>
    </>
  );
}

function RecipientActions({ identifier, shares }: Recipient) {
  const { config } = useDashboard();
  return (
    <div class="row">
      <a
        class="button small"
        href={router.href("share", { recipient: identifier })}
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
  return <a href={router.href("credential", share.original.id)}>{title}</a>;
}

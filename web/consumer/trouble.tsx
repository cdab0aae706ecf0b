/** What stands in the way, and what comes and goes meanwhile. */

import { Button, Failure, toast } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import { dateTimeText } from "idos-look/text";
import { useEffect, useRef } from "preact/hooks";
import { KEY_NEEDED } from "./account.ts";
import { useDesk } from "./desk-state.ts";
import type { Book } from "./grants/ledger.ts";
import { t } from "./messages.ts";

/** No node, a key that is needed for every question, or another failure. */
export function Trouble() {
  const { book, ledger, openSeat } = useDesk();
  const open = async () => {
    if (await openSeat()) await ledger.refresh();
  };
  if (!book.isReachable) {
    return (
      <p class="offline" role="status">
        <Icon name="alert" />
        <span>
          <strong>{t.offline.title}</strong>{" "}
          {book.entries ? t.offline.text(dateTimeText(book.readAt)) : t.offline.never}
        </span>
      </p>
    );
  }
  if (!book.error) return null;
  if (book.error.code === KEY_NEEDED) {
    return (
      <p class="offline">
        <Icon name="key" />
        <span>{t.unlock.forSigning}</span>
        <Button isSmall onClick={() => void open()}>
          {t.company.open}
        </Button>
      </p>
    );
  }
  return <Failure error={book.error} onRetry={() => void ledger.refresh()} />;
}

/** Tell of grants that come and go while the page is open. */
export function useNews(book: Book | null): void {
  const told = useRef({ came: 0, went: 0, isReachable: true });
  const came = book?.added.size ?? 0;
  const went = [...(book?.gone.values() ?? [])].filter(({ isOwnDoing }) => !isOwnDoing).length;
  const isReachable = book?.isReachable ?? true;
  useEffect(() => {
    if (came > told.current.came) toast(t.list.came(came - told.current.came));
    if (went > told.current.went) toast(t.list.went(went - told.current.went));
    if (isReachable && !told.current.isReachable) toast(t.offline.back);
    told.current = { came, went, isReachable };
  }, [came, went, isReachable]);
}

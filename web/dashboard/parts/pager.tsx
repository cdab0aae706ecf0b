/** A long list, a page at a time. */

import { Button } from "idos-kit/parts";
import { t } from "../messages.ts";

/** The items of a page, which counts from 1; a page that is not there is the nearest that is. */
export function pageOf<Item>(items: readonly Item[], page: number, size: number) {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const shown = Math.min(Math.max(1, page), pages);
  return { page: shown, pages, items: items.slice((shown - 1) * size, shown * size) };
}

export function Pager({
  page,
  pages,
  onPage,
}: {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={t.pages}>
      <Button isSmall isDisabled={page === 1} onClick={() => onPage(page - 1)}>
        {t.previous}
      </Button>
      <span class="small quiet" role="status">
        {t.page(page, pages)}
      </span>
      <Button isSmall isDisabled={page === pages} onClick={() => onPage(page + 1)}>
        {t.next}
      </Button>
    </nav>
  );
}

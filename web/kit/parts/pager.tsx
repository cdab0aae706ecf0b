import type { ComponentChildren } from "preact";
import { t } from "../messages.ts";
import { Button } from "./controls.tsx";

export interface Page<Item> {
  /** Counts from 1. */
  readonly page: number;
  readonly pages: number;
  readonly items: readonly Item[];
  /** The number of the first and the last item, counted from 1. */
  readonly from: number;
  readonly to: number;
}

/** The items of a page; a page that is not there is the nearest that is. */
export function pageOf<Item>(items: readonly Item[], page: number, size: number): Page<Item> {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const shown = Math.min(Math.max(1, page || 1), pages);
  const before = (shown - 1) * size;
  const found = items.slice(before, before + size);
  return { page: shown, pages, items: found, from: before + 1, to: before + found.length };
}

type Ways = { onPage: (page: number) => void } | { hrefOf: (page: number) => string };

/** The way to the other pages, by a call or by addresses; `children` say what this page is. */
export function Pager({
  page: { page, pages },
  children = pages > 1 && t.page(page, pages),
  ...ways
}: { page: Pick<Page<unknown>, "page" | "pages">; children?: ComponentChildren } & Ways) {
  if (!children) return null;
  return (
    <nav class="pager" aria-label={t.pages}>
      {pages > 1 && <Turn {...ways} to={page - 1} isDisabled={page === 1} label={t.previous} />}
      <span class="small quiet" role="status">
        {children}
      </span>
      {pages > 1 && <Turn {...ways} to={page + 1} isDisabled={page === pages} label={t.next} />}
    </nav>
  );
}

function Turn({ to, label, isDisabled, ...ways }: { to: number; label: string; isDisabled: boolean } & Ways) {
  if ("onPage" in ways) {
    return (
      <Button isSmall isDisabled={isDisabled} onClick={() => ways.onPage(to)}>
        {label}
      </Button>
    );
  }
  return isDisabled ? (
    <span class="button small" aria-disabled="true">
      {label}
    </span>
  ) : (
    <a class="button small" href={ways.hrefOf(to)}>
      {label}
    </a>
  );
}

/** Ways out of the page: to the town's other sites, and to files. */

import { Icon } from "idos-kit/parts";
import type { ComponentChildren } from "preact";
import { t } from "./messages.ts";

/** Another site, in a tab of its own, so that the story stays open beside it. */
export function SiteLink({ url, children }: { url: string; children: ComponentChildren }) {
  return (
    <a class="button" href={url} target="_blank" rel="noopener">
      {children}
      <Icon name="out" />
      <span class="visually-hidden"> ({t.opensTab})</span>
    </a>
  );
}

/** A file of the demo's, by its name below `/api/`. */
export function Download({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <a class="button small" href={`/api/${name}`} download>
      <Icon name="download" />
      {children}
    </a>
  );
}

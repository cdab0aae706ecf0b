/** The frame of the bank's pages. */

import { Shell } from "idos-kit/parts";
import type { ComponentChildren } from "preact";
import { t } from "./messages.ts";

export function Frame({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: string | undefined;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const mark = <img src="/mark.svg" alt="" />;
  return (
    <Shell brand={t.brand} title={title} lead={lead} mark={mark} actions={actions} footer={t.sample} isWide>
      {children}
    </Shell>
  );
}

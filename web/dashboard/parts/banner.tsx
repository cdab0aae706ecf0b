/** News that stays on every screen until it is over. */

import { Icon } from "idos-kit/parts";
import type { ComponentChildren } from "preact";

export function Banner({
  title,
  role,
  children,
}: {
  title: string;
  role: "alert" | "status";
  children: ComponentChildren;
}) {
  return (
    <div class="banner" role={role}>
      <Icon name="alert" />
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        {children}
      </div>
    </div>
  );
}

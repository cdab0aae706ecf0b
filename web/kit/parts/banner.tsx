import { Icon, type IconName } from "idos-look/icons";
import type { ComponentChildren } from "preact";

/** Something that stays on every screen until it is over. */
export function Banner({
  title,
  role,
  icon = "alert",
  children,
}: {
  title: string;
  role?: "alert" | "status";
  icon?: IconName;
  children?: ComponentChildren;
}) {
  return (
    <div class="banner" role={role}>
      <Icon name={icon} />
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        {children}
      </div>
    </div>
  );
}

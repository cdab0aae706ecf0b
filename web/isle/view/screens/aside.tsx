import { Button } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import type { Guide } from "../guide.ts";
import { Heading } from "./parts.tsx";

/** What the person has just decided, in the place of a request that would ask her again at once. */
export function Aside({
  title,
  again,
  guide,
  children,
}: {
  title: string;
  again: string;
  guide: Guide;
  children: ComponentChildren;
}) {
  return (
    <div class="centred">
      <Icon name="refused" />
      <Heading>{title}</Heading>
      <p>{children}</p>
      <Button onClick={() => guide.reconsider()}>{again}</Button>
    </div>
  );
}

import { Button } from "idos-kit/parts";
import { Icon } from "idos-look/icons";
import type { ComponentChildren } from "preact";
import { Heading, type ScreenProps } from "./parts.tsx";

/** What the person has just decided, in the place of a request that would ask again at once. */
export function Aside({
  title,
  again,
  dispatch,
  children,
}: {
  title: string;
  again: string;
  dispatch: ScreenProps["dispatch"];
  children: ComponentChildren;
}) {
  return (
    <div class="centred">
      <Icon name="refused" />
      <Heading>{title}</Heading>
      <p>{children}</p>
      <Button onClick={() => dispatch({ type: "aside", aside: null })}>{again}</Button>
    </div>
  );
}

/** What the cards that are on the screen say once contents are unlocked. */

import { IdosError } from "idos-core/errors";
import { useEffect, useState } from "preact/hooks";
import { documentOf, type Shown } from "../model/document.ts";
import type { Original } from "../model/portfolio.ts";
import { useCell } from "../state/cell.ts";
import { useHome } from "./home.ts";

const NONE: ReadonlyMap<string, Shown> = new Map();

/** The contents of these, as they become known, one after the other; nothing while contents are locked. */
export function useSummaries(originals: readonly Original[]): ReadonlyMap<string, Shown> {
  const { contents, person } = useHome();
  const isOpen = useCell(contents.isOpen);
  const edition = useCell(contents.edition);
  const [shown, setShown] = useState(NONE);
  const ids = originals.map(({ id }) => id).join(" ");
  useEffect(() => {
    if (!isOpen) return setShown(NONE);
    let isOver = false;
    const read = async () => {
      for (const id of ids.split(" ").filter(Boolean)) {
        if (isOver) return;
        const opened = await contents.read(id, () => person.credential(id)).catch(passOver);
        const shownOne = opened && documentOf(opened.plaintext);
        if (shownOne && !isOver) setShown((before) => new Map(before).set(id, shownOne));
      }
    };
    void read();
    return () => {
      isOver = true;
    };
  }, [ids, isOpen, edition]);
  return isOpen ? shown : NONE;
}

/** A card without its dates is still a card. */
function passOver(error: unknown): null {
  if (error instanceof IdosError) return null;
  throw error;
}

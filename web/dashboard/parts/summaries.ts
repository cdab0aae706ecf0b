/** What the cards that are on the screen say once contents are unlocked. */

import { IdosError } from "idos-core/errors";
import { Consumer } from "idos-sdk/consumer";
import { useEffect, useState } from "preact/hooks";
import { isOwn, type Unlocked } from "../model/describe.ts";
import { documentOf } from "../model/document.ts";
import type { Original } from "../model/portfolio.ts";
import { verdictOf } from "../model/verdict.ts";
import type { DashboardSession } from "../state/session.ts";
import { useDashboard } from "./session.ts";

const NONE: ReadonlyMap<string, Unlocked> = new Map();

/** The contents of these, as they become known, one after the other; nothing while contents are locked. */
export function useSummaries(originals: readonly Original[]): ReadonlyMap<string, Unlocked> {
  const dashboard = useDashboard();
  const { contents } = dashboard;
  const isOpen = contents.isOpen.value;
  const edition = contents.edition.value;
  const [shown, setShown] = useState(NONE);
  const ids = originals.map(({ id }) => id).join(" ");
  useEffect(() => {
    if (!isOpen) return setShown(NONE);
    let isOver = false;
    const read = async () => {
      for (const original of originals) {
        if (isOver) return;
        const unlocked = await unlock(dashboard, original).catch(passOver);
        if (unlocked?.shown && !isOver) setShown((before) => new Map(before).set(original.id, unlocked));
      }
    };
    void read();
    return () => {
      isOver = true;
    };
  }, [ids, isOpen, edition]);
  return isOpen ? shown : NONE;
}

/** It is checked where its issuer's name depends on that: the directory does not know who stored it. */
async function unlock(
  { config, contents, person, session }: DashboardSession,
  original: Original,
): Promise<Unlocked> {
  const { id, issuer } = original;
  const { stored, plaintext } = await contents.read(id, () => person.credential(id));
  const shown = documentOf(plaintext);
  if (isOwn(original) || config.directory.byIdentifier(issuer)) return { shown, verdict: null };
  const attestation = await new Consumer(session).attestation(stored);
  return { shown, verdict: verdictOf(stored, plaintext, attestation, config.directory).status };
}

/** A card without its dates is still a card. */
function passOver(error: unknown): null {
  if (error instanceof IdosError) return null;
  throw error;
}

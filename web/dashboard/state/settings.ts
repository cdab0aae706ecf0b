/** What a person chose for this browser; no data of hers. */

import { storeChoice, storedChoice } from "idos-look/choices";
import { Cell } from "./cell.ts";

/** Minutes without use after which contents are locked. */
export const IDLE_MINUTES = [5, 15, 60] as const;

export interface Locking {
  minutes: (typeof IDLE_MINUTES)[number];
  /** Whether contents are locked as soon as the page is out of sight. */
  isHiddenToo: boolean;
}

const MINUTES = "idle-minutes";
const HIDDEN = "lock-hidden";
const NODE = "node";

export const locking = new Cell<Locking>({
  minutes: IDLE_MINUTES.find((minutes) => `${minutes}` === storedChoice(MINUTES)) ?? 15,
  isHiddenToo: storedChoice(HIDDEN) === "yes",
});

export function chooseLocking(chosen: Locking): void {
  storeChoice(MINUTES, `${chosen.minutes}`);
  storeChoice(HIDDEN, chosen.isHiddenToo ? "yes" : "no");
  locking.value = chosen;
}

/** The node that she chose instead of the one of these pages; empty for none. */
export function chosenNode(): string {
  return storedChoice(NODE) ?? "";
}

export function chooseNode(url: string): void {
  storeChoice(NODE, url);
}

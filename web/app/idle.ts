/** Locking what is open when nobody uses the page any more. */

import { effect } from "./state.ts";

export interface IdleRule {
  /** Milliseconds without use. */
  readonly after: number;
  /** Whether a page that is out of sight counts as left at once; asked when it goes out of sight. */
  readonly isLeftWhenHidden?: () => boolean;
}

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** How often the clock is looked at, in milliseconds: a timer stands still while a computer sleeps. */
const INTERVAL = 5_000;

/** Call `onIdle`, once, when the page is left by the rule. Ends when the function that is given back is called. */
export function whenIdle({ after, isLeftWhenHidden }: IdleRule, onIdle: () => void): () => void {
  let last = Date.now();
  const listening = new AbortController();
  const end = () => {
    clearInterval(timer);
    listening.abort();
  };
  const leave = () => {
    end();
    onIdle();
  };
  const look = () => {
    if (Date.now() - last >= after) leave();
  };
  const sign = () => {
    look(); // a sleeping computer that is woken by a sign was not used until then
    last = Date.now();
  };
  const turn = () => (document.hidden && isLeftWhenHidden?.() ? leave() : look());
  const timer = setInterval(look, INTERVAL);
  const options = { signal: listening.signal, passive: true, capture: true };
  for (const name of SIGNS) addEventListener(name, sign, options);
  document.addEventListener("visibilitychange", turn, options);
  return end;
}

/**
 * Call `lock` when the page is left while something is open. `rule` gives null while nothing is; the signals that it
 * reads are followed, and the time begins anew when one changes. Ends when the function that is given back is called.
 */
export function lockWhenIdle(rule: () => IdleRule | null, lock: () => void): () => void {
  return effect(() => {
    const current = rule();
    if (current !== null) return whenIdle(current, lock);
  });
}

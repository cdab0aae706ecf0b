/** Notices that nobody uses the page any more. */

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** How often it is looked at, in milliseconds: clocks of sleeping computers stand still. */
const LOOK = 5_000;

/**
 * Call `onIdle` once nothing was done for `minutes`, or as soon as the page is hidden while `isHiddenToo`. Ends when
 * the function that is given back is called.
 */
export function watchIdle(
  { minutes, isHiddenToo }: { minutes: number; isHiddenToo: () => boolean },
  onIdle: () => void,
): () => void {
  let last = Date.now();
  const look = () => {
    if (Date.now() - last >= minutes * 60_000) end(onIdle);
  };
  const sign = () => {
    look();
    last = Date.now();
  };
  const turn = () => (document.hidden && isHiddenToo() ? end(onIdle) : look());
  const timer = setInterval(look, LOOK);
  const listening = new AbortController();
  for (const name of SIGNS)
    addEventListener(name, sign, { signal: listening.signal, passive: true, capture: true });
  document.addEventListener("visibilitychange", turn, { signal: listening.signal });
  const end = (then?: () => void) => {
    if (listening.signal.aborted) return;
    clearInterval(timer);
    listening.abort();
    then?.();
  };
  return () => end();
}

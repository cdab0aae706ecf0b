/** Locks: until when something cannot be taken back. */

import { useEffect, useState } from "preact/hooks";

/** Timers cannot be longer, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** How long a lock still holds, in milliseconds. `lockedUntil`, in Unix seconds, is its last second. */
export function lockLeft(lockedUntil: number, now: number): number {
  return Math.max(0, (lockedUntil + 1) * 1000 - now);
}

/** Whether a lock holds at this time, in milliseconds since 1970. */
export function isLocked(lockedUntil: number, now: number): boolean {
  return lockLeft(lockedUntil, now) > 0;
}

/** Whether a lock holds; the part that asks is shown again when it ends. */
export function useIsLocked(lockedUntil: number): boolean {
  const [, showAgain] = useState(0);
  const left = lockLeft(lockedUntil, Date.now());
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => showAgain((count) => count + 1), Math.min(left, LONGEST));
    return () => clearTimeout(timer);
  });
  return left > 0;
}

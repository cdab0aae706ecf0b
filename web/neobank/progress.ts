/** How far a person is, of what the Isle and the bank say. Pure. */

import type { IsleState } from "idos-isle/host";
import type { Opening } from "./bank.ts";
import type { Messages } from "./messages.ts";

export interface Progress {
  /** Of the four steps, the present one; 4 when all are done. */
  step: number;
  now: keyof Messages["open"]["now"] | "done";
}

const BY_OPENING: Partial<Record<Opening["state"], Progress>> = {
  verifying: { step: 2, now: "verifying" },
  rejected: { step: 2, now: "rejected" },
  issuing: { step: 3, now: "issuing" },
  issued: { step: 4, now: "done" },
  failed: { step: 3, now: "failed" },
};

/** The bank's word counts more: the Isle knows an opening only from the bank. */
export function progressOf(isle: IsleState, opening: Opening | null): Progress {
  const known = opening && (opening.account ? BY_OPENING.issued : BY_OPENING[opening.state]);
  if (known) return known;
  const isAsked = isle === "not-verified" || isle === "pending-permissions";
  return isAsked ? { step: 1, now: "permit" } : { step: 0, now: "connect" };
}

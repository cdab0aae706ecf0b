/**
 * Consents as this tab knows them, so that not every use asks the popup.
 *
 * Browsers keep the storage of a framed page apart for every site that frames it, so this page cannot see the
 * list of consents: the popup reads it, after each `LEASE`, and closes by itself when the consent stands.
 */

import { type Approval, type Requester, requesterId, type Scope } from "../protocol.ts";

const PREFIX = "approval ";

/** How long a consent counts without a look at the list, in milliseconds. */
export const LEASE = 15 * 60_000;

interface Subject {
  userId: string;
  requester: Requester;
}

export class Approvals {
  readonly #tab: Storage;

  constructor(tab: Storage) {
    this.#tab = tab;
  }

  keep(subject: Subject, approval: Approval): void {
    this.#tab.setItem(nameOf(subject), JSON.stringify(approval));
  }

  /** Whether all the scopes are approved, and were lately. */
  cover(subject: Subject, scopes: readonly Scope[], now: number): boolean {
    const text = this.#tab.getItem(nameOf(subject));
    if (text === null) return false;
    const approval = JSON.parse(text) as Approval;
    const isFresh = now < Math.min(approval.until, approval.checkedAt + LEASE);
    return isFresh && scopes.every((scope) => approval.scopes.includes(scope));
  }

  reset(): void {
    for (const name of Object.keys(this.#tab)) {
      if (name.startsWith(PREFIX)) this.#tab.removeItem(name);
    }
  }
}

function nameOf({ userId, requester }: Subject): string {
  return `${PREFIX}${userId}|${requesterId(requester)}`;
}

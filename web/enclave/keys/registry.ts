/** The person's consents and the list of uses, kept by the pages that stand in the address bar. */

import { type Approval, type Requester, requesterId, type Scope, type Use } from "../protocol.ts";
import type { Database } from "./database.ts";

/** A standing permission to use the key. A copy for somebody is never made by one: each is asked for. */
export interface Consent {
  id: string;
  userId: string;
  requester: Requester;
  scopes: Scope[];
  grantedAt: number;
  until: number;
}

interface Subject {
  userId: string;
  requester: Requester;
}

const MAX_USES = 500;

export class Registry {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The consent that covers all the scopes now, if there is one. */
  async standing(subject: Subject, scopes: readonly Scope[], now: number): Promise<Approval | null> {
    const consent = await this.#db.get<Consent>("consents", consentId(subject));
    const isCovering =
      consent && consent.until > now && scopes.every((scope) => consent.scopes.includes(scope));
    return isCovering ? approvalOf(consent, now) : null;
  }

  /** Record a consent; scopes that stand already stay. */
  async grant(subject: Subject, given: { scopes: Scope[]; until: number }, now: number): Promise<Approval> {
    const id = consentId(subject);
    const earlier = await this.#db.get<Consent>("consents", id);
    const standing = earlier && earlier.until > now ? earlier.scopes : [];
    const consent: Consent = {
      id,
      userId: subject.userId,
      requester: subject.requester,
      scopes: [...new Set([...standing, ...given.scopes])],
      grantedAt: now,
      until: given.until,
    };
    await this.#db.put("consents", consent);
    return approvalOf(consent, now);
  }

  /** Consents that stand, the latest first. */
  async consents(now: number): Promise<Consent[]> {
    const all = await this.#db.all<Consent>("consents");
    for (const consent of all) {
      if (consent.until <= now) await this.#db.delete("consents", consent.id);
    }
    return all.filter(({ until }) => until > now).sort((a, b) => b.grantedAt - a.grantedAt);
  }

  /** End a consent. Pages that are open notice when their approvals are read again. */
  async withdraw(id: string): Promise<void> {
    await this.#db.delete("consents", id);
  }

  /** Add to the list of uses, which keeps the latest 500. */
  async record(uses: readonly Use[]): Promise<void> {
    for (const use of uses) await this.#db.put("uses", use);
    const oldest = (await this.#db.keys("uses")).at(-MAX_USES - 1);
    if (oldest !== undefined) await this.#db.delete("uses", IDBKeyRange.upperBound(oldest));
  }

  /** Uses, the latest first. */
  async uses(): Promise<Use[]> {
    const all = await this.#db.all<Use>("uses");
    return all.sort((a, b) => b.at - a.at);
  }

  /** Forget the list of uses. */
  async clearUses(): Promise<void> {
    await this.#db.clear("uses");
  }
}

function consentId({ userId, requester }: Subject): string {
  return `${userId}|${requesterId(requester)}`;
}

function approvalOf(consent: Consent, now: number): Approval {
  return { scopes: consent.scopes, until: consent.until, checkedAt: now };
}

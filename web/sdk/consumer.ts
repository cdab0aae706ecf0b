/** What a consumer does: find and fetch what people shared with it. */

import { IdosError } from "idos-core/errors";
import { checkSame } from "./check-answer.ts";
import { ifThere } from "./faults.ts";
import { Operations } from "./operations.ts";
import { type AccessGrant, type Attestation, attestation, type StoredCredential } from "./records.ts";

const PAGE = 500;
/** More grants than a company has. */
const MAX_GRANTS = 100_000;

/** A copy, and the signatures that the network keeps of it; null at nodes that keep none. */
export interface Granted {
  readonly stored: StoredCredential;
  readonly attestation: Attestation | null;
}

export class Consumer extends Operations {
  /**
   * Every grant made to the consumer, each once. The count that comes with the first page ends it.
   *
   * Throws `too_many_grants` for more than a hundred thousand, and `bad_response` when the node shows some again.
   */
  async allGrants(userId: string | null = null): Promise<AccessGrant[]> {
    const grants = new Map<string, AccessGrant>();
    let total = 1;
    for (let page = 1; (page - 1) * PAGE < total; page++) {
      const got = await this.grantsReceived({ userId, page, size: PAGE });
      total = page === 1 ? got.total : total;
      if (total > MAX_GRANTS) throw new IdosError("too_many_grants", "The node tells of too many grants.");
      const known = grants.size;
      for (const grant of got.grants) grants.set(grant.id, grant);
      checkSame(grants.size, known + got.grants.length);
      if (got.grants.length < PAGE) break;
    }
    return [...grants.values()];
  }

  /**
   * The signatures that the network keeps of this credential and its original; null at nodes without that view.
   */
  async attestation(stored: StoredCredential): Promise<Attestation | null> {
    const asked = this.session.row(attestation, "get_credential_attestation", { id: stored.id });
    const found = await ifThere(asked, null);
    if (found === null) return null;
    checkSame(found.id, stored.id);
    checkSame(found.userId, stored.userId);
    checkSame(found.copyIssuerAuthPublicKey, stored.issuerAuthPublicKey);
    return found;
  }

  /** The copy that a grant is on, and its signatures: both of the person who made the grant. */
  async granted(grant: AccessGrant): Promise<Granted> {
    const stored = await this.sharedCredential(grant.dataId);
    checkSame(stored.userId, grant.ownerUserId);
    return { stored, attestation: await this.attestation(stored) };
  }

  /** Give copies back: the consumer's grants on them go, and each copy too when nobody else has one. */
  rescind(...credentialIds: string[]): Promise<void> {
    return this.session.executeEach(
      "rescind_shared_credential",
      credentialIds.map((credentialId) => ({ credentialId })),
      "Rescind a shared credential in idOS",
    );
  }
}

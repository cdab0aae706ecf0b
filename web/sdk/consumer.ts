/** What a consumer does: find and fetch what people shared with it. */

import { ifThere } from "./faults.ts";
import { Operations } from "./operations.ts";
import { Id } from "./protocol/values.ts";
import { type AccessGrant, type Attestation, attestation } from "./records.ts";

const PAGE = 500;

export class Consumer extends Operations {
  /** Every grant made to the consumer. The count that comes with the first page ends it. */
  async allGrants(userId: string | null = null): Promise<AccessGrant[]> {
    const grants: AccessGrant[] = [];
    let total = 1;
    for (let page = 1; grants.length === (page - 1) * PAGE && grants.length < total; page++) {
      const got = await this.grantsReceived({ userId, page, size: PAGE });
      total = page === 1 ? got.total : total;
      grants.push(...got.grants);
    }
    return grants;
  }

  /** The signatures that the network keeps of a copy and its original; null at nodes without that view. */
  attestation(credentialId: string): Promise<Attestation | null> {
    return ifThere(this.session.row(attestation, "get_credential_attestation", new Id(credentialId)), null);
  }

  /** Give copies back: the consumer's grants on them go, and each copy too when nobody else has one. */
  rescind(...credentialIds: string[]): Promise<void> {
    return this.session.executeEach(
      "rescind_shared_credential",
      credentialIds.map((id) => [new Id(id)]),
      "Rescind a shared credential in idOS",
    );
  }
}

/**
 * What everybody may ask a node, whoever they are. An answer that is about another copy, person or caller than the
 * question throws `bad_response`.
 */

import { IdosError } from "idos-core/errors";
import { boolean } from "idos-core/shape";
import { checkEach, checkGrants, checkSame } from "./check-answer.ts";
import { ifThere } from "./faults.ts";
import type { ChainInfo } from "./protocol/results.ts";
import {
  type AccessGrant,
  accessGrant,
  type CredentialInfo,
  credentialInfo,
  type GrantPage,
  grantHeight,
  type StoredCredential,
  storedCredential,
} from "./records.ts";
import { integer } from "./rows.ts";
import type { Session } from "./session.ts";

/** Which grants: those of one person, or all; `page` counts from 1. */
export interface GrantQuery {
  readonly userId?: string | null;
  readonly page?: number;
  readonly size?: number;
}

export class Operations {
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  chain(): Promise<ChainInfo> {
    return this.session.chain();
  }

  /** Whether some profile has a wallet with this address. Needs no session. */
  hasProfile(address: string): Promise<boolean> {
    return this.session.openValue(boolean, "has_profile", { address });
  }

  /** Grants made to the caller, oldest first. */
  async grantsReceived(query: GrantQuery = {}): Promise<GrantPage> {
    const page = pageOf(query);
    const rows = await this.session.rows(accessGrant, "get_access_grants_granted", page);
    if (rows.length > page.size)
      throw new IdosError("bad_response", "The node's page is longer than was asked for.");
    const grants = checkGrants(rows, { signer: this.session.signer, owner: page.userId });
    const total = await this.session.value(integer, "get_access_grants_granted_count", {
      userId: page.userId,
    });
    return { grants, total };
  }

  /** In which block each of the same grants was made, by its id; empty at nodes that do not tell. */
  receivedHeights(query: GrantQuery = {}): Promise<ReadonlyMap<string, number>> {
    return heights(this.session.rows(grantHeight, "get_access_grant_heights_granted", pageOf(query)));
  }

  /** Grants on this copy that were made to the caller. */
  async grantsFor(credentialId: string): Promise<AccessGrant[]> {
    const rows = await this.session.rows(accessGrant, "get_access_grants_for_credential", { credentialId });
    const owner = rows[0]?.ownerUserId ?? null;
    return checkGrants(rows, { signer: this.session.signer, dataId: credentialId, owner });
  }

  /** A copy that was shared with the caller. Throws `not_found` when none with this id is. */
  async sharedCredential(id: string): Promise<StoredCredential> {
    const stored = await this.session.row(storedCredential, "get_credential_shared", { id });
    checkSame(stored.id, id);
    return stored;
  }

  /** Copies that this person shared with the caller; only of one issuer's credentials, if named. */
  async credentialsSharedBy(
    userId: string,
    issuerAuthPublicKey: string | null = null,
  ): Promise<CredentialInfo[]> {
    const rows = await this.session.rows(credentialInfo, "get_credentials_shared_by_user", {
      userId,
      originalIssuerAuthPublicKey: issuerAuthPublicKey,
    });
    return checkEach(rows, "userId", userId);
  }
}

/** The blocks of grants by their ids, where the node tells them. */
export async function heights(rows: Promise<{ id: string; height: number }[]>): Promise<Map<string, number>> {
  return new Map((await ifThere(rows, [])).map(({ id, height }) => [id, height]));
}

function pageOf({ userId = null, page = 1, size = 100 }: GrantQuery) {
  return { userId, page, size };
}

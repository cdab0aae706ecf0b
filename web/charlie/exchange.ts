/** The exchange's server, as its pages ask it. */

import { boolean, count, list, object, oneOf, optional, type Shape, text } from "idos-core/shape";
import type { ConsumerHost } from "idos-isle/host";
import { ask, send } from "idos-kit/api";
import { walletProof } from "idos-kit/company";
import { row } from "idos-sdk/rows";
import { t } from "./messages.ts";

/** What the exchange asks people for. */
export interface CredentialRequest {
  readonly credentialType: string;
  readonly issuers: string[];
  readonly fields: string[];
  readonly lockSeconds: number;
  readonly grantee: string;
  readonly encryptionPublicKey: string;
}

/** One line of the report on a credential. */
export interface Line {
  readonly name: string;
  readonly ok: boolean;
  readonly code: string;
}

/** How things stand with a client who shared a credential. Times are Unix seconds. */
export interface ClientAccount {
  readonly state: "none" | "verified" | "unverified" | "withdrawn";
  readonly since: number;
  readonly lockedUntil: number;
  readonly withdrawn: number | null;
  readonly checked: number;
  readonly card: string | null;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly checks: readonly Line[];
}

const MAX_LINES = 50;

const asked = row<CredentialRequest>({
  credentialType: text,
  issuers: list(text, 20),
  fields: list(text, 40),
  lockSeconds: count,
  grantee: text,
  encryptionPublicKey: text,
});
const line = row<Line>({ name: text, ok: boolean, code: text });
const account = row<ClientAccount>({
  state: oneOf("none", "verified", "unverified", "withdrawn"),
  since: optional(count, 0),
  lockedUntil: optional(count, 0),
  withdrawn: optional(count, null),
  checked: optional(count, 0),
  card: optional(text, null),
  subject: optional(object, {}),
  checks: optional(list(line, MAX_LINES), []),
});
const card: Shape<{ card: string }> = row({ card: text });

export function readAsked(): Promise<CredentialRequest> {
  return ask("request", asked);
}

/** The account of the wallet that was proved in this visit, and of this profile where one is named. */
export function readAccount(profileId: string | null): Promise<ClientAccount> {
  return ask(profileId === null ? "account" : `account?profile_id=${profileId}`, account);
}

export async function claimCard(): Promise<void> {
  await send("card", {}, card);
}

/** What the Isle asks of the exchange. `onGranted` hears that a grant was taken. */
export function consumerHost(
  wanted: CredentialRequest,
  onGranted: (profileId: string) => void,
): ConsumerHost {
  return {
    ...wanted,
    purpose: t.purpose,
    ...walletProof,
    granted: async ({ copyId, grantId, ownerId }) => {
      await send("granted", { copy_id: copyId, grant_id: grantId, owner_id: ownerId });
      onGranted(ownerId);
    },
  };
}

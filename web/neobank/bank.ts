/** The bank's server, as its pages ask it. */

import { IdosError } from "idos-core/errors";
import { boolean, count, list, oneOf, optional, type Shape, text } from "idos-core/shape";
import type { Application, IssuerHost } from "idos-isle/host";
import { ask, send } from "idos-kit/api";
import { proofOf, walletProof } from "idos-kit/company";
import { language } from "idos-look/text";
import { writeGrant } from "idos-sdk/protocol/grants";
import { row } from "idos-sdk/rows";
import { reasonText } from "./messages.ts";

/** The customer's names, as typed in. */
export interface Names {
  readonly givenNames: string;
  readonly surname: string;
}

export interface BankAccount {
  readonly holder: string;
  readonly number: string;
  readonly card: string;
  readonly opened: number;
}

/** How far the opening of an account is. */
export interface Opening {
  readonly state: Application["state"];
  readonly reasons: readonly string[];
  readonly url: string | null;
  /** Those that the document is compared with. */
  readonly names: Names | null;
  /** Another verification is possible under the permission that was signed. */
  readonly canRetry: boolean;
  /** A new permission may be asked for. */
  readonly canRenew: boolean;
  /** When it goes on, if neither is possible now. Unix seconds. */
  readonly retryFrom: number | null;
  readonly account: BankAccount | null;
}

/** What is still there of what the bank wrote. */
export interface Remains {
  readonly profile: boolean;
  readonly credential: boolean;
  readonly copy: boolean;
}

/** What the page learns while the Isle asks. */
export interface Listener {
  /** How the opening stands, whenever the Isle hears it. */
  opening(opening: Opening): void;
  /** The customer has to give names first, or others. */
  names(code: "names_missing" | "names_refused"): void;
  /** The key of the profile is not the one that the bank knows. */
  keyChanged(): void;
}

const names = row<Names>({ givenNames: text, surname: text });
const account = row<BankAccount>({ holder: text, number: text, card: text, opened: count });
const opening = row<Opening>({
  state: oneOf("none", "verifying", "rejected", "issuing", "issued", "failed"),
  reasons: optional(list(text, 20), []),
  url: optional(text, null),
  names: optional(names, null),
  canRetry: optional(boolean, false),
  canRenew: optional(boolean, false),
  retryFrom: optional(count, null),
  account: optional(account, null),
});
const visit = row<{ names: Names | null; application: Opening | null }>({
  names: optional(names, null),
  application: optional(opening, null),
});
const remains = row<Remains>({ profile: boolean, credential: boolean, copy: boolean });
const address: Shape<{ url: string }> = row({ url: text });

/** What the bank knows of this visit: the names, and the opening where a wallet was proved. */
export async function readVisit(): Promise<{ names: Names | null; opening: Opening | null }> {
  const { names: given, application } = await ask("visit", visit);
  return { names: given, opening: application };
}

/** Throws `name_unsupported` for a name that no passport can bear. */
export async function sendNames({ givenNames, surname }: Names): Promise<void> {
  await send("names", { given_names: givenNames, surname });
}

/** Asked of the node anew each time. */
export function readRemains(): Promise<Remains> {
  return ask("copy", remains);
}

/** What the Isle asks of the bank. `keyChanged`: the customer says that the key of the profile was changed. */
export function issuerHost(listener: Listener, keyChanged: boolean): IssuerHost {
  const reported = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      const code = error instanceof IdosError ? error.code : "";
      if (code === "names_missing" || code === "names_refused") listener.names(code);
      if (code === "key_changed") listener.keyChanged();
      throw error;
    }
  };
  const url = (path: string, body: object) => reported(send(path, { ...body, language }, address));
  return {
    credentialType: "passport",
    ...walletProof,
    createProfile: async ({ profileId, encryptionPublicKey, wallet }) => {
      await send("profile", {
        profile_id: profileId,
        encryption_public_key: encryptionPublicKey,
        wallet: proofOf(wallet),
      });
    },
    permission: ({ profileId }) =>
      reported(send("permission", { profile_id: profileId, key_changed: keyChanged }, writeGrant)),
    verify: ({ profileId, grant, signature }) =>
      url("verification", { profile_id: profileId, grant, signature }),
    application: async ({ profileId }) => {
      const current = await ask(`application?profile_id=${profileId}`, opening);
      listener.opening(current);
      return {
        // What came to nothing and needs a new permission is, to the Isle, not begun.
        state: current.canRenew && !current.canRetry ? "none" : current.state,
        reasons: current.reasons.map((code) => reasonText(code)),
        canRetry: current.canRetry,
        ...(current.url !== null && { url: current.url }),
      };
    },
    retry: ({ profileId }) => url("retry", { profile_id: profileId }),
  };
}

/** The bank's server, as its pages ask it. */

import { IdosError } from "idos-core/errors";
import { language } from "idos-core/text";
import type { Application, IssuerHost, SignedChallenge } from "idos-isle/host";
import { ask, send } from "idos-kit/api";
import { writeGrant } from "idos-sdk/protocol/grants";
import { boolean, count, list, oneOf, optional, row, type Shape, text } from "idos-sdk/wire";
import { reasonText } from "./messages.ts";

/** A person's names, as she writes them. */
export interface Names {
  readonly givenNames: string;
  readonly surname: string;
}

export interface Account {
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
  readonly canRetry: boolean;
  readonly account: Account | null;
}

const names = row<Names>({ givenNames: text, surname: text });
const account = row<Account>({ holder: text, number: text, card: text, opened: count });
const opening = row<Opening>({
  state: oneOf("none", "verifying", "rejected", "issuing", "issued", "failed"),
  reasons: optional(list(text, 20), []),
  url: optional(text, null),
  canRetry: optional(boolean, false),
  account: optional(account, null),
});
const visit = row<{ names: Names | null; application: Opening | null }>({
  names: optional(names, null),
  application: optional(opening, null),
});
const challenge: Shape<{ message: string }> = row({ message: text });
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

export async function leave(): Promise<void> {
  await send("leave", {});
}

/**
 * What the Isle asks of the bank. `onOpening` hears how the opening stands whenever the Isle does; `onNamesMissing`
 * that the person has to give her names first.
 */
export function issuerHost(onOpening: (opening: Opening) => void, onNamesMissing: () => void): IssuerHost {
  const url = async (path: string, body: object) => send(path, { ...body, language }, address);
  return {
    credentialType: "passport",
    challenge: async ({ profileId, address: wallet }) =>
      (await send("challenge", { profile_id: profileId, address: wallet }, challenge)).message,
    prove: async ({ profileId, wallet }) => {
      await send("proof", { profile_id: profileId, wallet: proofOf(wallet) });
    },
    createProfile: async ({ profileId, encryptionPublicKey, wallet }) => {
      await send("profile", {
        profile_id: profileId,
        encryption_public_key: encryptionPublicKey,
        wallet: proofOf(wallet),
      });
    },
    permission: async ({ profileId }) => {
      try {
        return await send("permission", { profile_id: profileId }, writeGrant);
      } catch (error) {
        if (error instanceof IdosError && error.code === "names_missing") onNamesMissing();
        throw error;
      }
    },
    verify: ({ profileId, grant, signature }) =>
      url("verification", { profile_id: profileId, grant, signature }),
    application: async ({ profileId }) => {
      const current = await ask(`application?profile_id=${profileId}`, opening);
      onOpening(current);
      return {
        state: current.state,
        reasons: current.reasons.map(reasonText),
        canRetry: current.canRetry,
        ...(current.url !== null && { url: current.url }),
      };
    },
    retry: ({ profileId }) => url("retry", { profile_id: profileId }),
  };
}

function proofOf({ kind, address: wallet, publicKey, message, signature }: SignedChallenge): object {
  return { wallet_type: kind, address: wallet, public_key: publicKey, message, signature };
}

/** What the pages of every company ask their own server: who the visitor is, by a challenge that the wallet signs. */

import { text } from "idos-core/shape";
import type { IssuerHost, SignedChallenge } from "idos-isle/host";
import { row } from "idos-sdk/rows";
import { send } from "./api.ts";

const challenge = row<{ message: string }>({ message: text });

/** How the Isle proves a wallet to the company; the same for issuers and consumers. */
export const walletProof: Pick<IssuerHost, "challenge" | "prove"> = {
  challenge: async ({ profileId, address }) =>
    (await send("challenge", { profile_id: profileId, address }, challenge)).message,
  prove: async ({ profileId, wallet }) => {
    await send("proof", { profile_id: profileId, wallet: proofOf(wallet) });
  },
};

export function proofOf({ kind, address, publicKey, message, signature }: SignedChallenge): object {
  return { wallet_type: kind, address, public_key: publicKey, message, signature };
}

/** End the visit at the company, and go to its first page. */
export async function leave(): Promise<void> {
  try {
    await send("leave", {});
  } finally {
    location.assign("/");
  }
}

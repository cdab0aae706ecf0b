/**
 * The text by which a second wallet shows that it is the person's: it says where, for which profile, and until when,
 * so that it is good for nothing else.
 */

export interface Linking {
  /** The page's origin. */
  origin: string;
  /** The wallet that is added. */
  address: string;
  profileId: string;
  /** Random, for this text alone. */
  nonce: string;
  /** Unix seconds. */
  expiresAt: number;
}

/** How long a text may be used, in seconds. */
export const LASTS = 600;

export function linkText({ origin, address, profileId, nonce, expiresAt }: Linking): string {
  return [
    `${new URL(origin).host} asks to add this wallet to an idOS profile.`,
    "Sign only if you opened this yourself: whoever holds this wallet then controls the profile too.",
    "",
    `Wallet: ${address}`,
    `Profile: ${profileId}`,
    `Origin: ${origin}`,
    `Nonce: ${nonce}`,
    `Expires at: ${new Date(expiresAt * 1000).toISOString()}`,
  ].join("\n");
}

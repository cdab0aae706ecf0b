/** Somebody to share with who is not in the directory: typed in, and looked at closely. */

import { fromBase64 } from "idos-core/bytes";

const KEY_SIZE = 32;
/** How the network names people and companies (docs/protocol/signatures.md). */
const IDENTIFIERS = [
  /^0x[0-9a-fA-F]{40}$/, // EVM
  /^[0-9a-f]{64}$/i, // Ed25519 keys: companies, FaceSign
  /^ed25519:[1-9A-HJ-NP-Za-km-z]{32,50}$/, // NEAR
  /^r[1-9A-HJ-NP-Za-km-z]{24,34}$/, // XRPL
  /^G[A-Z2-7]{55}$/, // Stellar
];

export function isIdentifier(text: string): boolean {
  return IDENTIFIERS.some((pattern) => pattern.test(text));
}

/** The 32 bytes of an encryption key in base64; null for anything else. */
export function encryptionKey(text: string): Uint8Array | null {
  try {
    const bytes = fromBase64(text);
    return bytes.length === KEY_SIZE && bytes.some((byte) => byte !== 0) ? bytes : null;
  } catch {
    return null;
  }
}

const DAY = 86_400;
const LONGEST_YEARS = 30;

export type LockChoice = "none" | "year" | "five" | "date";

/**
 * The end of a lock in Unix seconds: 0 for none, null for a date that is not possible. `date` is `YYYY-MM-DD`, in the
 * reader's own time zone, and locked to its end.
 */
export function lockEnd(choice: LockChoice, date: string, now: Date): number | null {
  if (choice === "none") return 0;
  if (choice !== "date") {
    const end = new Date(now);
    end.setFullYear(end.getFullYear() + (choice === "year" ? 1 : 5));
    return Math.floor(end.getTime() / 1000);
  }
  const [year, month, day] = date.split("-").map(Number);
  if (!year || !month || !day) return null;
  const end = Math.floor(new Date(year, month - 1, day, 23, 59, 59).getTime() / 1000);
  const seconds = end - now.getTime() / 1000;
  return seconds > 0 && seconds < LONGEST_YEARS * 365 * DAY ? end : null;
}

/** What outlives a reload of the frame, in the tab's storage, which browsers keep apart for each embedding site. */

import { tabStore } from "idos-core/storage";

const WALLET = "idos-isle wallet";
const DRAFT = "idos-isle draft ";

/** The product name of the wallet in use (EIP-6963 `rdns`). */
export const lastWallet = {
  get: (): string | null => tabStore.get(WALLET),
  set: (rdns: string): void => tabStore.set(WALLET, rdns),
  clear: (): void => tabStore.delete(WALLET),
};

/**
 * The id of the profile that an account is making: it stays the same until the profile is there, so that the key
 * which the enclave made for it is found again.
 */
export function draftId(address: string): string {
  const kept = tabStore.get(DRAFT + address);
  if (kept !== null) return kept;
  const id = crypto.randomUUID();
  tabStore.set(DRAFT + address, id);
  return id;
}

export function dropDraft(address: string): void {
  tabStore.delete(DRAFT + address);
}

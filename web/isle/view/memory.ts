/** What outlives a reload of the frame, in the tab's storage, which browsers keep apart for each embedding site. */

import { type Memory, ofTab, plain } from "idos-app/memory";
import { text, uuid } from "idos-core/shape";

/** The product name of the wallet in use (EIP-6963 `rdns`). */
export const lastWallet: Memory<string> = ofTab("idos-isle wallet", plain(text));

/**
 * The id of the profile that an account is making: it stays the same until the profile is there, so that the key
 * which the enclave made for it is found again.
 */
export function draftOf(address: string): Memory<string> {
  return ofTab(`idos-isle draft ${address}`, plain(uuid));
}

/** A signer that is known by name, whether or not its key is at hand. */

import { IdosError } from "idos-core/errors";
import type { Signer } from "idos-sdk/signer";

/** What signs is not at hand: the key file is closed, or the wallet is not connected. */
export const KEY_NEEDED = "key_needed";

/** Who signs, without the key. */
export type Identity = Omit<Signer, "sign">;

export class DetachableSigner implements Signer {
  readonly authType: string;
  readonly sender: Uint8Array;
  readonly identifier: string;
  #attached: Signer | null = null;

  constructor({ authType, sender, identifier }: Identity) {
    this.authType = authType;
    this.sender = sender;
    this.identifier = identifier;
  }

  get isAttached(): boolean {
    return this.#attached !== null;
  }

  /** Take the key that signs from here on. Throws `other_key` when it is somebody else's. */
  attach(signer: Signer): void {
    if (signer.identifier !== this.identifier) {
      throw new IdosError("other_key", "This key is not that of who is signed in.");
    }
    this.#attached = signer;
  }

  detach(): void {
    this.#attached = null;
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    if (this.#attached === null) throw new IdosError(KEY_NEEDED, "The key that signs is not at hand.");
    return this.#attached.sign(message);
  }
}

/** The person's enclave: a frame that is embedded when it is first needed, in the place that the page has for it. */

import { signal } from "idos-app/state";
import { IdosError } from "idos-core/errors";
import { chosenTheme } from "idos-look/theme";
import { Enclave } from "idos-sdk/enclave";
import type { Profile } from "idos-sdk/records";

export class Keyring {
  /** Whether the enclave waits for a click in its frame. */
  readonly isNeeded = signal(false);
  /** Where the frame goes; the page that shows it sets this. */
  place: Element | null = null;
  readonly #url: string;
  readonly #profile: () => Promise<Profile>;
  #enclave: Promise<Enclave> | null = null;
  #locking: Promise<void> = Promise.resolve();

  constructor(url: string, profile: () => Promise<Profile>) {
    this.#url = url;
    this.#profile = profile;
  }

  /** The enclave, for the profile as it is now. Throws `unavailable` when it does not answer. */
  async enclave(): Promise<Enclave> {
    this.#enclave ??= this.#embed();
    try {
      await this.#locking; // what is asked for after locking must not meet the key that is being forgotten
      return await this.#enclave;
    } catch (error) {
      this.#enclave = null;
      throw error;
    }
  }

  /** Withdraw what the person is asked. */
  async cancel(): Promise<void> {
    await (await this.#enclave)?.cancel();
  }

  /** Forget the key. */
  lock(): Promise<void> {
    const forget = async () => (await this.#enclave?.catch(() => null))?.reset();
    this.#locking = forget().catch(() => {});
    return this.#locking;
  }

  /** Take the frame away. */
  async close(): Promise<void> {
    const enclave = this.#enclave;
    this.#enclave = null;
    this.isNeeded.value = false;
    (await enclave?.catch(() => null))?.destroy();
  }

  async #embed(): Promise<Enclave> {
    const { id, encryptionPublicKey } = await this.#profile();
    if (this.place === null) throw new IdosError("unavailable", "The page has no place for the enclave.");
    const enclave = await Enclave.mount(this.place, this.#url, {
      mode: "existing",
      userId: id,
      expectedUserEncryptionPublicKey: encryptionPublicKey,
      scopes: ["decrypt", "share", "encrypt"],
      theme: chosenTheme(),
    });
    enclave.onInteraction((isNeeded) => {
      this.isNeeded.value = isNeeded;
    });
    return enclave;
  }
}

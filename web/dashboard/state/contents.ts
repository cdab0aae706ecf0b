/** What the person has unlocked: plaintexts in this tab's memory, and nowhere else, until they are locked. */

import { signal } from "idos-app/state";
import type { Sealed } from "idos-core/box";
import { IdosError } from "idos-core/errors";
import { contentHash } from "idos-core/hash";
import type { Keyring } from "./keyring.ts";

/** A content and what the node said of it when it was read. */
export interface Opened<Stored> {
  readonly stored: Stored;
  readonly plaintext: Uint8Array;
}

export class Contents {
  readonly isOpen = signal(false);
  /** Counts how often contents were put away: what is shown of them is to be read again. */
  readonly edition = signal(0);
  readonly #keyring: Keyring;
  #opened = new Map<string, Promise<Opened<Sealed>>>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** Ask the person to unlock the key. Throws `declined` or `cancelled` when that is refused. */
  async unlock(): Promise<void> {
    const enclave = await this.#keyring.enclave();
    await enclave.ensureProfile();
    this.isOpen.value = true;
  }

  /** A content, fetched and decrypted once. Throws `locked` before `unlock`. */
  read<Stored extends Sealed>(id: string, fetch: () => Promise<Stored>): Promise<Opened<Stored>> {
    if (!this.isOpen.peek()) return Promise.reject(new IdosError("locked", "The contents are locked."));
    const opened = this.#opened;
    const known = opened.get(id) as Promise<Opened<Stored>> | undefined;
    if (known) return known;
    const reading = this.#open(fetch);
    opened.set(id, reading);
    reading.catch(() => opened.delete(id));
    return reading;
  }

  /** SHA-256, in lower hex, of a content that is open here; null of any other. */
  async hashOf(id: string): Promise<string | null> {
    const opened = await this.#opened.get(id)?.catch(() => null);
    return opened ? contentHash(opened.plaintext) : null;
  }

  /** Put contents away, because the node may have others now. The key stays. */
  renew(): void {
    this.#opened = new Map();
    this.edition.value += 1;
  }

  /** Forget every content, and the key. */
  async lock(): Promise<void> {
    this.isOpen.value = false;
    this.renew();
    await this.#keyring.lock();
  }

  async #open<Stored extends Sealed>(fetch: () => Promise<Stored>): Promise<Opened<Stored>> {
    const edition = this.edition.peek();
    const check = () => {
      if (this.edition.peek() !== edition) throw new IdosError("superseded", "The contents were put away.");
    };
    const stored = await fetch();
    const enclave = await this.#keyring.enclave();
    check(); // after locking, the enclave would ask for the password
    const plaintext = await enclave.decrypt(stored);
    check();
    return { stored, plaintext };
  }
}

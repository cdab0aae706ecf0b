/** Making a profile: her wallet is proved, her key is made in the enclave, and the app makes the profile. */

import { toBase64 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { SignedChallenge } from "../host.ts";
import { draftId, dropDraft } from "./memory.ts";
import type { Visit } from "./visit.ts";

export class Joining {
  readonly #visit: Visit;
  #proof: SignedChallenge | null = null;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** Go on from where it stopped. What a step gave is kept, so that a failure costs that step only. */
  async run(): Promise<void> {
    const { account, surroundings } = this.#visit;
    const profileId = draftId(account.address);
    this.#step(0);
    this.#proof ??= await this.#visit.proof(profileId);
    this.#step(1);
    const enclave = await this.#visit.enclave(profileId, null);
    const { userEncryptionPublicKey } = await enclave.ensureProfile();
    this.#step(2);
    const wallet = this.#proof;
    // The app's text can be used once, and not for ever: whatever comes of it, the next try needs another.
    this.#proof = null;
    const profile = { profileId, encryptionPublicKey: toBase64(userEncryptionPublicKey), wallet };
    await surroundings.embedder.createProfile(profile).catch((error: unknown) => this.#unlessMade(error));
    this.#visit.check();
    dropDraft(account.address);
  }

  #step(step: number): void {
    this.#visit.check();
    this.#visit.dispatch({ type: "joining", step });
  }

  /** The app's answer may be lost where its deed is not. */
  async #unlessMade(error: unknown): Promise<void> {
    if (error instanceof IdosError && (await this.#visit.person.hasProfile(this.#visit.account.address)))
      return;
    throw error;
  }
}

/** Sharing a copy: made by the enclave, written with one signature, and told to the app. */

import { fromBase64 } from "idos-core/bytes";
import { isContentHash } from "idos-core/hash";
import { typeName } from "idos-kit/fields";
import { readNotes } from "idos-sdk/credentials/attestation";
import type { Copy } from "idos-sdk/enclave";
import type { SharedCopy } from "idos-sdk/records";
import type { App, Request, Verified } from "./model.ts";
import { textOf } from "./standing.ts";
import type { Visit } from "./visit.ts";

/** A copy as the enclave made it, with the lock that the person saw there. */
interface Prepared {
  originalId: string;
  lockedUntil: number;
  copy: Copy;
}

export class Sharing {
  readonly #visit: Visit;
  #prepared: Prepared | null = null;
  /** One for all tries, until one is known to have succeeded: whatever became of the others, one copy is stored. */
  #copyId: string | null = null;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** Share one of the credentials. After a failure, a copy that was made is used again. */
  async run(request: Request, originalId: string): Promise<SharedCopy> {
    this.#step(0);
    if (this.#prepared?.originalId !== originalId) this.#prepared = await this.#prepare(request, originalId);
    const { lockedUntil, copy } = this.#prepared;
    this.#step(1);
    this.#visit.wallet.onSigned(() => this.#step(2));
    this.#copyId ??= crypto.randomUUID();
    const shared = await this.#visit.person.share({
      originalId,
      grantee: request.asked.grantee,
      lockedUntil,
      copy,
      copyId: this.#copyId,
    });
    this.finish();
    return shared;
  }

  /** What was to be shared is shared: the next copy is another one. */
  finish(): void {
    this.#prepared = null;
    this.#copyId = null;
  }

  async #prepare({ asked, choices }: Request, originalId: string): Promise<Prepared> {
    const { person, surroundings } = this.#visit;
    const notes = readNotes(choices.find(({ id }) => id === originalId)?.publicNotes ?? "");
    const [contentHash, type] = [textOf(notes.content_hash), textOf(notes.type)];
    const { content, encryptorPublicKey } = await person.credential(originalId);
    const { id, encryptionPublicKey } = await this.#visit.profile();
    const enclave = await this.#visit.enclave(id, encryptionPublicKey);
    const lockedUntil = lockEnd(asked.lockSeconds);
    const copy = await enclave.reencrypt({
      content,
      encryptorPublicKey,
      recipientPublicKey: fromBase64(asked.encryptionPublicKey),
      grantee: asked.grantee,
      purpose: asked.purpose,
      lockedUntil,
      ...(type !== null && { label: typeName(type) }),
      // What she chose by; the enclave shows her what the content is in any case.
      ...(contentHash !== null && isContentHash(contentHash) && { contentHash }),
      ...(surroundings.app.party && { granteeName: surroundings.app.party.name }),
    });
    this.#visit.check();
    return { originalId, lockedUntil, copy };
  }

  #step(step: number): void {
    this.#visit.check();
    this.#visit.dispatch({ type: "task", task: { does: "share", step } });
  }
}

/** Where a person stands who has just shared this copy, as far as is known before the node is asked again. */
export function verifiedBy({ asked }: Request, shared: SharedCopy, { party }: App): Verified {
  const { grantId, copyId, grantee, lockedUntil } = shared;
  const { credentialType: type } = asked;
  return {
    is: "verified",
    credentialType: type,
    holdings: [{ grantId, copyId, grantee, party, type, lockedUntil, since: null, isApps: true }],
    grant: { grantId, copyId, isTold: false },
  };
}

/** When a lock that begins now ends, in Unix seconds; 0 is no lock. */
export function lockEnd(lockSeconds: number): number {
  return lockSeconds === 0 ? 0 : Math.floor(Date.now() / 1000) + lockSeconds;
}

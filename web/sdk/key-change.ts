/**
 * A person's change of key: her originals are encrypted anew in her enclave, staged, and swapped at once.
 *
 * Whatever interrupts it, the former key and all contents stay in force until the swap, and a new try goes on
 * where the last one ended (docs/protocol/actions.md, "Key change").
 */

import type { Sealed } from "idos-core/box";
import { sameBytes } from "idos-core/bytes";
import { codeOf, IdosError } from "idos-core/errors";
import type { Person } from "./person.ts";
import type { StoredCredential } from "./records.ts";

/** How often originals are staged, should others write or replace some of them meanwhile. */
const ROUNDS = 5;
const INCOMPLETE = "reencryption_incomplete";
const CANNOT_DECRYPT: ReadonlySet<string> = new Set(["cannot_decrypt", "invalid"]);
/** Codes that say that an original was replaced or removed since it was listed. */
const CHANGED: ReadonlySet<string> = new Set(["reencryption_outdated", "original_not_owned", "not_found"]);

export interface KeyChange {
  /** The profile's key until now, and the key to come: 32 bytes each. */
  readonly replaced: Uint8Array;
  readonly recipient: Uint8Array;
  /** Encrypts a content for the new key, in the enclave. Throws `cannot_decrypt` when it cannot be opened. */
  readonly reencrypt: (stored: StoredCredential) => Promise<Readonly<Sealed>>;
  /** Gets how many originals are staged, and how many there are. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Originals that the enclave does not open: most likely they are for an earlier key. They can be removed. */
export class UnreadableCredentials extends IdosError {
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super("unreadable_credentials", `${ids.length} of the credentials cannot be opened.`);
    this.ids = ids;
  }
}

/** Stage everything, then swap it together with the key. Throws `UnreadableCredentials`. */
export async function changeKey(person: Person, change: KeyChange): Promise<void> {
  for (let round = 1; ; round++) {
    await stageAll(person, change);
    try {
      return await person.changeEncryptionKey(change.replaced, change.recipient);
    } catch (error) {
      if (codeOf(error) !== INCOMPLETE || round === ROUNDS) throw error;
    }
  }
}

async function stageAll(person: Person, change: KeyChange): Promise<void> {
  const originals = await person.originals();
  const waiting = originals.filter(
    ({ stagedFor }) => stagedFor === null || !sameBytes(stagedFor, change.recipient),
  );
  const unreadable: string[] = [];
  for (const [at, { credentialId }] of waiting.entries()) {
    change.onProgress?.(originals.length - waiting.length + at, originals.length);
    if (!(await stageOne(person, change, credentialId))) unreadable.push(credentialId);
  }
  if (unreadable.length > 0) throw new UnreadableCredentials(unreadable);
  change.onProgress?.(originals.length, originals.length);
}

/** False when it cannot be opened. What has changed is passed over. */
async function stageOne(person: Person, change: KeyChange, credentialId: string): Promise<boolean> {
  try {
    const stored = await person.credential(credentialId);
    const sealed = await opened(change.reencrypt(stored));
    if (sealed === null) return false;
    await person.stageReencryption(stored, sealed, change.recipient);
  } catch (error) {
    if (!CHANGED.has(codeOf(error))) throw error;
  }
  return true;
}

async function opened(work: Promise<Readonly<Sealed>>): Promise<Readonly<Sealed> | null> {
  try {
    return await work;
  } catch (error) {
    if (CANNOT_DECRYPT.has(codeOf(error))) return null;
    throw error;
  }
}

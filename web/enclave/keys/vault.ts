/**
 * Where a key rests: encrypted with AES-GCM under a key that the browser keeps and never shows.
 *
 * A key that is to be remembered lies in IndexedDB with its time. One for this visit has only its wrapping key
 * there, and its ciphertext in the tab's own storage: it ends with the tab. No password is kept anywhere.
 */

import { publicKeyOf } from "idos-core/box";
import { fromBase64, toBase64, utf8 } from "idos-core/bytes";
import type { Database } from "./database.ts";

/** How long a key for one visit lasts when the tab stays open. */
export const VISIT = 24 * 3_600_000;

export interface Lifetime {
  /** Milliseconds since 1970. */
  until: number;
  /** Whether the key ends with the tab, too. */
  isVisit: boolean;
}

interface Row {
  id: string;
  wrappingKey: CryptoKey;
  iv: Uint8Array<ArrayBuffer>;
  publicKey: string;
  until: number;
  sealed: ArrayBuffer | null;
}

interface VisitNote {
  id: string;
  sealed: string;
}

export class Vault {
  readonly #db: Database;
  readonly #tab: Storage;

  constructor(db: Database, tab: Storage) {
    this.#db = db;
    this.#tab = tab;
  }

  async save(userId: string, secretKey: Uint8Array, { until, isVisit }: Lifetime): Promise<void> {
    const id = isVisit ? `${userId} ${crypto.randomUUID()}` : userId;
    const wrappingKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    const row = {
      id,
      wrappingKey,
      iv: crypto.getRandomValues(new Uint8Array(12)),
      publicKey: toBase64(publicKeyOf(secretKey)),
      until,
    };
    const sealed = await crypto.subtle.encrypt(algorithm(row), wrappingKey, secretKey.slice());
    await this.#forgetOne(userId);
    await this.#db.put("keys", { ...row, sealed: isVisit ? null : sealed } satisfies Row);
    if (isVisit) {
      const note: VisitNote = { id, sealed: toBase64(new Uint8Array(sealed)) };
      this.#tab.setItem(noteName(userId), JSON.stringify(note));
    }
  }

  /** The secret key of a profile; null when there is none, or its time is over. */
  async open(userId: string, now: number): Promise<Uint8Array | null> {
    const note = this.#note(userId);
    const visiting = note && (await this.#openRow(note.id, fromBase64(note.sealed), now));
    return visiting ?? this.#openRow(userId, null, now);
  }

  /** Drop what is over: also wrapping keys of tabs that were closed. */
  async sweep(now: number): Promise<void> {
    for (const row of await this.#db.all<Row>("keys")) {
      if (row.until <= now) await this.#db.delete("keys", row.id);
    }
  }

  /** Forget every key. */
  async reset(): Promise<void> {
    await this.#db.clear("keys");
    for (const name of Object.keys(this.#tab)) {
      if (name.startsWith(noteName(""))) this.#tab.removeItem(name);
    }
  }

  async #openRow(
    id: string,
    sealedInTab: Uint8Array<ArrayBuffer> | null,
    now: number,
  ): Promise<Uint8Array | null> {
    const row = await this.#db.get<Row>("keys", id);
    if (row && row.until <= now) await this.#db.delete("keys", id);
    const sealed = row?.sealed ?? sealedInTab;
    if (!row || !sealed || row.until <= now) return null;
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(row), row.wrappingKey, sealed));
  }

  async #forgetOne(userId: string): Promise<void> {
    const note = this.#note(userId);
    if (note) await this.#db.delete("keys", note.id);
    await this.#db.delete("keys", userId);
    this.#tab.removeItem(noteName(userId));
  }

  #note(userId: string): VisitNote | null {
    const text = this.#tab.getItem(noteName(userId));
    return text === null ? null : (JSON.parse(text) as VisitNote);
  }
}

function noteName(userId: string): string {
  return `key ${userId}`;
}

function algorithm({ id, iv, publicKey }: Pick<Row, "id" | "iv" | "publicKey">): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: utf8(`${id} ${publicKey}`) };
}

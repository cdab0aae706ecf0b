/** What no real node does at will: races during a change of key. */

import { IdosError } from "idos-core/errors";
import { memoryStore } from "idos-core/testing/store";
import { expect, test } from "vitest";
import { changeKey, UnreadableCredentials } from "./key-change.ts";
import { Person } from "./person.ts";
import { Session } from "./session.ts";
import { KEY, NODE } from "./testing/scripted.ts";

const [REPLACED, RECIPIENT] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const SEALED = { content: new Uint8Array(40), encryptorPublicKey: new Uint8Array(32) };

function id(number: number): string {
  return `01234567-89ab-4def-8123-${String(number).padStart(12, "0")}`;
}

function session(): Session {
  return new Session(NODE, KEY, { store: memoryStore(), pause: async () => undefined });
}

/** A person at whose node things happen in a given order. */
class Scripted extends Person {
  readonly staged: string[] = [];
  readonly swaps: (string | null)[];
  readonly staging: Record<string, string>;

  constructor(swaps: (string | null)[], staging: Record<string, string> = {}) {
    super(session());
    this.swaps = swaps;
    this.staging = staging;
  }

  override async originals() {
    return [1, 2].map((number) => {
      const isStaged = this.staged.includes(id(number));
      return { credentialId: id(number), stagedFor: isStaged ? RECIPIENT : null };
    });
  }

  override async credential(credentialId: string) {
    const common = { userId: id(9), issuerAuthPublicKey: "", publicNotes: "", inserter: null };
    return { id: credentialId, ...common, ...SEALED };
  }

  override async stageReencryption(stored: { id: string }) {
    const code = this.staging[stored.id];
    if (code) throw new IdosError(code, "no");
    this.staged.push(stored.id);
  }

  override async changeEncryptionKey() {
    const code = this.swaps.shift();
    if (code) throw new IdosError(code, "no");
  }
}

function change(person: Person, reencrypt = async () => SEALED): Promise<void> {
  return changeKey(person, { replaced: REPLACED, recipient: RECIPIENT, reencrypt });
}

test("what somebody writes meanwhile is staged in another round, and nothing twice", async () => {
  const person = new Scripted(["reencryption_incomplete", null]);
  await change(person);
  expect(person.staged).toEqual([id(1), id(2)]);
  expect(person.swaps).toEqual([]);
});

test("a change that never catches up is given up", async () => {
  const person = new Scripted(Array(9).fill("reencryption_incomplete"));
  await expect(change(person)).rejects.toMatchObject({ code: "reencryption_incomplete" });
  expect(person.swaps).toHaveLength(4);
});

test("a key that was replaced meanwhile ends the change", async () => {
  const replaced = change(new Scripted(["encryption_key_replaced"]));
  await expect(replaced).rejects.toMatchObject({ code: "encryption_key_replaced" });
});

test.each(["reencryption_outdated", "original_not_owned", "not_found"])(
  "an original that is gone or new meanwhile (%s) is passed over",
  async (code) => {
    const person = new Scripted([null], { [id(1)]: code });
    await change(person);
    expect(person.staged).toEqual([id(2)]);
  },
);

test("any other refusal ends the change", async () => {
  const refused = change(new Scripted([null], { [id(1)]: "quota_exceeded" }));
  await expect(refused).rejects.toMatchObject({ code: "quota_exceeded" });
});

test.each(["cannot_decrypt", "invalid"])(
  "what the enclave does not open (%s) is named, all of it",
  async (code) => {
    const person = new Scripted([null]);
    const closed = async () => {
      throw new IdosError(code, "no");
    };
    const error = await change(person, closed).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnreadableCredentials);
    expect(error).toMatchObject({ ids: [id(1), id(2)] });
    expect(person.swaps).toEqual([null]);
  },
);

test("an enclave that is locked ends the change at once", async () => {
  const locked = async () => {
    throw new IdosError("declined", "no");
  };
  await expect(change(new Scripted([null]), locked)).rejects.toMatchObject({ code: "declined" });
});

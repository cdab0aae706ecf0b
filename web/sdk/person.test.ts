/** What no real node does at will: races during a change of key, many pages, views that are missing. */

import { IdosError } from "idos-core/errors";
import { expect, test } from "vitest";
import { Consumer } from "./consumer.ts";
import { changeKey, UnreadableCredentials } from "./keyChange.ts";
import { Person } from "./person.ts";
import { Session } from "./session.ts";
import {
  type Answer,
  type Asked,
  fault,
  KEY,
  memoryStore,
  NODE,
  OPEN,
  rows,
  scripted,
} from "./testing/scripted.ts";

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

function grants(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, number) => ({
    id: id(number),
    ag_owner_user_id: id(1),
    ag_grantee_wallet_identifier: KEY.identifier,
    data_id: id(2),
    locked_until: "0",
    inserter_type: "user",
    inserter_id: "",
    content_hash: null,
  }));
}

/** A node that answers views by their names, which are inside the payloads. */
function views(answers: Record<string, (times: number) => Answer>): Asked[] {
  const counts = new Map<string, number>();
  return scripted({
    ...OPEN,
    "user.call": ({ params }) => {
      const payload = atob((params.body as { payload: string }).payload);
      const name = /get_[a-z_]+/.exec(payload)?.[0];
      if (!name || !answers[name]) return { result: { error: "unknown action" } };
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return answers[name](counts.get(name) ?? 0);
    },
  });
}

test.each([
  [0, [0]],
  [3, [3]],
  [500, [500]],
  [501, [500, 1]],
])("%i grants are fetched in as many pages as they fill", async (total, pages) => {
  let asked = 0;
  views({
    get_access_grants_granted_count: () => rows({ count: String(total) }),
    get_access_grants_granted: (times) => {
      asked = times;
      return rows(...grants(pages[times - 1] ?? 500));
    },
  });
  expect(await new Consumer(session()).allGrants()).toHaveLength(total);
  expect(asked).toBe(pages.length);
});

test("at nodes without them, attestations are null and heights unknown", async () => {
  views({});
  expect(await new Consumer(session()).attestation(id(1))).toBeNull();
  expect(await new Consumer(session()).receivedHeights()).toEqual(new Map());
  expect(await new Person(session()).grantHeights()).toEqual(new Map());
});

test("an error of another kind is not taken for a missing view", async () => {
  scripted({ ...OPEN, "user.call": fault(-905) });
  const asked = new Consumer(session()).attestation(id(1));
  await expect(asked).rejects.toMatchObject({ code: "too_many_requests" });
});

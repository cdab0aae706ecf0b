/** What no real node does at will: many pages, views that are missing, answers about something else. */

import { toHex } from "idos-core/bytes";
import { memoryStore } from "idos-core/testing/store";
import { expect, test } from "vitest";
import { Consumer } from "./consumer.ts";
import { Person } from "./person.ts";
import { accessGrantId } from "./protocol/grants.ts";
import { identifiersOf } from "./protocol/identity.ts";
import { Session } from "./session.ts";
import type { Signer } from "./signer.ts";
import { type Answer, type Asked, fault, KEY, NODE, OPEN, rows, scripted } from "./testing/scripted.ts";

type Cells = Record<string, unknown>;

const [OWNER, STRANGER] = [id(1), id(9)];
const KEY_TEXT = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

function id(number: number): string {
  return `01234567-89ab-4def-8123-${String(number).padStart(12, "0")}`;
}

function session(signer: Signer = KEY): Session {
  return new Session(NODE, signer, { store: memoryStore(), pause: async () => undefined });
}

function consumer(): Consumer {
  return new Consumer(session());
}

/** A grant on the copy of this number. */
function grant(number: number, other: Cells = {}): Cells {
  const cells: Cells = {
    ag_owner_user_id: OWNER,
    ag_grantee_wallet_identifier: KEY.identifier,
    data_id: id(number),
    locked_until: "0",
    inserter_type: "user",
    inserter_id: "",
    content_hash: null,
    ...other,
  };
  const { ag_grantee_wallet_identifier: grantee, data_id, locked_until } = cells;
  return { id: accessGrantId(String(grantee), String(data_id), Number(locked_until)), ...cells, ...other };
}

function grants(count: number, from = 0): Cells[] {
  return Array.from({ length: count }, (_, number) => grant(from + number));
}

function stored(number: number, other: Cells = {}): Cells {
  return {
    id: id(number),
    user_id: OWNER,
    issuer_auth_public_key: "aa",
    content: "",
    encryptor_public_key: KEY_TEXT,
    public_notes: "",
    inserter: null,
    ...other,
  };
}

function attested(number: number, other: Cells = {}): Cells {
  return {
    id: id(number),
    user_id: OWNER,
    public_notes: "",
    public_notes_signature: "",
    issuer_auth_public_key: "",
    copy_public_notes_signature: "",
    broader_signature: "",
    copy_issuer_auth_public_key: "aa",
    ...other,
  };
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
      return rows(...grants(pages[times - 1] ?? 500, (times - 1) * 500));
    },
  });
  expect(await consumer().allGrants()).toHaveLength(total);
  expect(asked).toBe(pages.length);
});

test("a node that tells the same page again and again is not followed", async () => {
  let asked = 0;
  views({
    get_access_grants_granted_count: () => rows({ count: "2000" }),
    get_access_grants_granted: (times) => {
      asked = times;
      return rows(...grants(500));
    },
  });
  await expect(consumer().allGrants()).rejects.toMatchObject({ code: "bad_response" });
  expect(asked).toBe(2);
});

test("grants without end are not followed", async () => {
  let asked = 0;
  views({
    get_access_grants_granted_count: () => rows({ count: "9007199254740991" }),
    get_access_grants_granted: (times) => {
      asked = times;
      return rows(...grants(500));
    },
  });
  await expect(consumer().allGrants()).rejects.toMatchObject({ code: "too_many_grants" });
  expect(asked).toBe(1);
});

test("a page is as long as was asked for, or shorter", async () => {
  views({
    get_access_grants_granted_count: () => rows({ count: "3" }),
    get_access_grants_granted: () => rows(...grants(3)),
  });
  const asked = consumer().grantsReceived({ size: 2 });
  await expect(asked).rejects.toMatchObject({ code: "bad_response" });
});

const MALLORY = { ag_owner_user_id: STRANGER };

test.each([
  ["of another person", grant(2, MALLORY)],
  ["to somebody else", grant(2, { ag_grantee_wallet_identifier: "bb".repeat(32) })],
])("a grant %s is not what was asked for", async (_, other) => {
  views({
    get_access_grants_granted_count: () => rows({ count: "1" }),
    get_access_grants_granted: () => rows(grant(1), other),
  });
  const asked = consumer().grantsReceived({ userId: OWNER });
  await expect(asked).rejects.toMatchObject({ code: "bad_response" });
});

test.each([
  ["on another copy", [grant(3)]],
  ["of two persons", [grant(2), grant(2, { ...MALLORY, locked_until: "5" })]],
])("grants %s are not those on this one", async (_, answer) => {
  views({ get_access_grants_for_credential: () => rows(...answer) });
  await expect(consumer().grantsFor(id(2))).rejects.toMatchObject({ code: "bad_response" });
});

test("a server's key may be named as that of any network", async () => {
  const answer = identifiersOf(KEY.sender).map((name) => grant(2, { ag_grantee_wallet_identifier: name }));
  views({ get_access_grants_for_credential: () => rows(...answer) });
  expect(await consumer().grantsFor(id(2))).toHaveLength(5);
});

test("who asks may be named by any text of hers, in any case", async () => {
  const wallet = {
    ...KEY,
    sender: KEY.sender,
    identifier: "0xAb",
    address: "0xAb",
    publicKey: "ed25519:Key",
    sign: async () => new Uint8Array(64),
  };
  const names = ["0XAB", "ED25519:kEY", toHex(KEY.sender)];
  const answer = names.map((name) => grant(2, { ag_grantee_wallet_identifier: name }));
  views({ get_access_grants_for_credential: () => rows(...answer) });
  expect(await new Consumer(session(wallet)).grantsFor(id(2))).toHaveLength(3);
});

test.each([
  ["another copy", stored(3), attested(2)],
  ["another person's copy", stored(2, { user_id: STRANGER }), attested(2, { user_id: STRANGER })],
  ["signatures of another copy", stored(2), attested(3)],
  ["signatures of another person's copy", stored(2), attested(2, { user_id: STRANGER })],
  ["signatures by another key", stored(2), attested(2, { copy_issuer_auth_public_key: "bb" })],
])("%s: the answer is about something else", async (_, copy, signatures) => {
  views({
    get_access_grants_for_credential: () => rows(grant(2)),
    get_credential_shared: () => rows(copy),
    get_credential_attestation: () => rows(signatures),
  });
  const asking = consumer();
  const [given] = await asking.grantsFor(id(2));
  if (!given) throw new Error("there is no grant");
  await expect(asking.granted(given)).rejects.toMatchObject({ code: "bad_response" });
});

test("a copy comes with its signatures, where the node has them", async () => {
  const copy = {
    get_access_grants_for_credential: () => rows(grant(2)),
    get_credential_shared: () => rows(stored(2)),
  };
  views({ ...copy, get_credential_attestation: () => rows(attested(2)) });
  const [given] = await consumer().grantsFor(id(2));
  if (!given) throw new Error("there is no grant");
  expect(await consumer().granted(given)).toMatchObject({
    stored: { id: id(2) },
    attestation: { id: id(2) },
  });
  views(copy);
  expect((await consumer().granted(given)).attestation).toBeNull();
});

test("what a person shared, and what she owns, is hers and what was asked for", async () => {
  const shared = { ...stored(2), original_id: null };
  views({
    get_credentials_shared_by_user: () => rows(shared),
    get_credential_owned: () => rows(stored(2)),
  });
  expect(await consumer().credentialsSharedBy(OWNER)).toHaveLength(1);
  const another = consumer().credentialsSharedBy(STRANGER);
  await expect(another).rejects.toMatchObject({ code: "bad_response" });
  const person = new Person(session());
  expect(await person.credential(id(2))).toMatchObject({ id: id(2) });
  await expect(person.credential(id(3))).rejects.toMatchObject({ code: "bad_response" });
});

const STORED = {
  id: id(1),
  userId: OWNER,
  issuerAuthPublicKey: "",
  publicNotes: "",
  inserter: null,
  content: new Uint8Array(40),
  encryptorPublicKey: new Uint8Array(32),
};

test("at nodes without them, attestations are null and heights unknown", async () => {
  views({});
  expect(await consumer().attestation(STORED)).toBeNull();
  expect(await consumer().receivedHeights()).toEqual(new Map());
  expect(await new Person(session()).grantHeights()).toEqual(new Map());
});

test("an error of another kind is not taken for a missing view", async () => {
  scripted({ ...OPEN, "user.call": fault(-905) });
  await expect(consumer().attestation(STORED)).rejects.toMatchObject({ code: "too_many_requests" });
});

import { IdosError } from "idos-core/errors";
import type { Reencryption } from "idos-sdk/enclave";
import type { CopyFor } from "idos-sdk/person";
import { beforeEach, expect, type Mock, test, vi } from "vitest";
import type { Request } from "./model.ts";
import { Sharing } from "./sharing.ts";
import type { Visit } from "./visit.ts";

const HASH = "ab".repeat(32);
const ASKED = { grantee: "charlie", encryptionPublicKey: "", lockSeconds: 0, purpose: "An account" };
const UNKNOWN = new IdosError("unknown_outcome", "who knows");

let reencrypt: Mock<(request: Reencryption) => Promise<object>>;
let store: Mock<(copy: CopyFor) => Promise<object>>;
let sharing: Sharing;

beforeEach(() => {
  reencrypt = vi.fn(async () => ({}));
  store = vi.fn(async () => ({}));
  const enclave = { reencrypt };
  sharing = new Sharing({
    person: { credential: async () => ({}), share: store },
    surroundings: { app: { party: null } },
    wallet: { onSigned: () => {} },
    profile: async () => ({}),
    enclave: async () => enclave,
    check: () => {},
    dispatch: () => {},
  } as unknown as Visit);
});

function asked(notes = "{}"): Request {
  return { asked: ASKED, choices: [{ id: "original", publicNotes: notes }] } as unknown as Request;
}

const ids = () => store.mock.calls.map(([{ copyId }]) => copyId);

test("until it is known that a copy was stored, all tries are for one and the same", async () => {
  store.mockRejectedValueOnce(UNKNOWN).mockRejectedValueOnce(UNKNOWN);
  await expect(sharing.run(asked(), "original")).rejects.toBe(UNKNOWN);
  await expect(sharing.run(asked(), "original")).rejects.toBe(UNKNOWN);
  expect(reencrypt).toHaveBeenCalledOnce();
  await sharing.run(asked(), "another original");
  const [first, ...others] = ids();
  expect(first).toBeDefined();
  expect(others).toEqual([first, first]);
  await sharing.run(asked(), "original");
  expect(ids().at(-1)).not.toBe(first);
});

test("the enclave is told which content is meant, where the notes say so", async () => {
  await sharing.run(asked(JSON.stringify({ type: "passport", content_hash: HASH })), "original");
  await sharing.run(asked(JSON.stringify({ content_hash: "no hash" })), "original");
  expect(reencrypt.mock.calls[0]?.[0]).toMatchObject({ contentHash: HASH, label: "Passport" });
  expect(reencrypt.mock.calls[1]?.[0]).not.toHaveProperty("contentHash");
});

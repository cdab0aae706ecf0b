import { IdosError } from "idos-core/errors";
import type { Reencryption } from "idos-sdk/enclave";
import type { CopyFor } from "idos-sdk/person";
import { beforeEach, expect, type Mock, test, vi } from "vitest";
import type { Event } from "../events.ts";
import { initialModel, type Model, type Request } from "../model.ts";
import { update } from "../update.ts";
import type { Visit } from "../visit.ts";
import { share } from "./share.ts";

const HASH = "ab".repeat(32);
const ASKED = { grantee: "charlie", encryptionPublicKey: "", lockSeconds: 0, purpose: "An account" };
const UNKNOWN = new IdosError("unknown_outcome", "who knows");

let model: Model;
let reencrypt: Mock<(request: Reencryption) => Promise<object>>;
let store: Mock<(copy: CopyFor) => Promise<object>>;
let visit: Visit;

beforeEach(() => {
  model = initialModel({ origin: "https://charlie.example", party: null });
  reencrypt = vi.fn(async () => ({}));
  store = vi.fn(async () => ({}));
  const enclave = { reencrypt };
  visit = {
    person: { credential: async () => ({}), share: store },
    environment: { app: { party: null } },
    wallet: { onSigned: () => {} },
    profile: async () => ({}),
    enclave: async () => enclave,
    check: () => {},
    dispatch: (event: Event) => {
      [model] = update(model, event);
    },
  } as unknown as Visit;
});

function asked(notes = "{}"): Request {
  return { asked: ASKED, choices: [{ id: "original", publicNotes: notes }] } as unknown as Request;
}

const run = (request: Request, originalId: string) => share(visit, { request, originalId }, model.progress);
const ids = () => store.mock.calls.map(([{ copyId }]) => copyId);

test("until it is known that a copy was stored, all tries are for one and the same", async () => {
  store.mockRejectedValueOnce(UNKNOWN).mockRejectedValueOnce(UNKNOWN);
  await expect(run(asked(), "original")).rejects.toBe(UNKNOWN);
  await expect(run(asked(), "original")).rejects.toBe(UNKNOWN);
  expect(reencrypt).toHaveBeenCalledOnce();
  await run(asked(), "another original");
  const [first, ...others] = ids();
  expect(first).toBeDefined();
  expect(others).toEqual([first, first]);
  await run(asked(), "original");
  expect(ids().at(-1)).not.toBe(first);
});

test("a try that begins while the enclave still waits is for the same copy", async () => {
  const answers: (() => void)[] = [];
  reencrypt.mockImplementation(() => new Promise((resolve) => answers.push(() => resolve({}))));
  const tries = [run(asked(), "original"), run(asked(), "original")];
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  for (const answer of answers) answer();
  await Promise.all(tries);
  const [first, second] = ids();
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test("the enclave is told which content is meant, where the notes say so", async () => {
  await run(asked(JSON.stringify({ type: "passport", content_hash: HASH })), "original");
  await run(asked(JSON.stringify({ content_hash: "no hash" })), "original");
  expect(reencrypt.mock.calls[0]?.[0]).toMatchObject({ contentHash: HASH, label: "Passport" });
  expect(reencrypt.mock.calls[1]?.[0]).not.toHaveProperty("contentHash");
});

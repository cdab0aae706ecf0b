import { IdosError } from "idos-core/errors";
import type { Config } from "idos-sdk/config";
import { Directory } from "idos-sdk/directory";
import { Person } from "idos-sdk/person";
import type { AccessGrant, CredentialInfo, Profile, SharedCopy } from "idos-sdk/records";
import { afterEach, beforeEach, expect, type Mock, test, vi } from "vitest";
import type { HostFacts } from "../protocol.ts";
import type { Embedder } from "./embedder.ts";
import type { PreparedCopy, Request } from "./model.ts";
import { Store } from "./store.ts";
import { Visit } from "./visit.ts";

const APP = { origin: "https://charlie.example", party: null };
const ACCOUNT = {
  kind: "EVM",
  address: "0xA11ce",
  publicKey: null,
  authType: "secp256k1_ep",
  sender: new Uint8Array(20),
  identifier: "0xA11ce",
} as const;
const ASKED = {
  credentialType: "passport",
  issuers: ["ef"],
  purpose: "An account",
  fields: [],
  lockSeconds: 0,
  grantee: "ab",
  encryptionPublicKey: "",
};
const FACTS: HostFacts = { issuer: null, consumer: ASKED };
const SHARED: SharedCopy = {
  originalId: "original",
  copyId: "copy",
  grantId: "grant",
  grantee: "ab",
  lockedUntil: 0,
  contentHash: "",
};
const UNREACHABLE = new IdosError("unreachable", "no");
const UNKNOWN = new IdosError("unknown_outcome", "who knows");
const THERE = new IdosError("already_exists", "there");
const A_WHILE = 5_000;

function credential(id: string, originalId: string | null): CredentialInfo {
  const publicNotes = originalId === null ? '{"type":"passport"}' : "";
  return { id, originalId, publicNotes, userId: "alice", issuerAuthPublicKey: "ef", inserter: null };
}

function grant(id: string, grantee: string): AccessGrant {
  const rest = { ownerUserId: "alice", inserterType: "user", inserterId: "alice", contentHash: null };
  return { id, grantee, dataId: "copy", lockedUntil: 0, ...rest };
}

const ORIGINAL = credential("original", null);
const REQUEST: Request = { asked: ASKED, choices: [ORIGINAL] };

/** What the node has of the person. */
const node = { credentials: [] as CredentialInfo[], grants: [] as AccessGrant[] };
let seen: string[] = [];
let granted: Mock<Embedder["ask"]>;
let read: Mock<Person["credentials"]>;
let run: Mock<Person["share"]>;
let store: Store;

beforeEach(async () => {
  vi.useFakeTimers();
  Object.assign(node, { credentials: [ORIGINAL], grants: [] });
  granted = vi.fn<Embedder["ask"]>(async () => undefined as never);
  read = vi.spyOn(Person.prototype, "credentials").mockImplementation(async () => node.credentials);
  vi.spyOn(Person.prototype, "grantsGiven").mockImplementation(async () => node.grants);
  vi.spyOn(Person.prototype, "grantHeights").mockResolvedValue(new Map());
  vi.spyOn(Person.prototype, "hasProfile").mockReturnValue(new Promise(() => {}));
  vi.spyOn(Person.prototype, "revoke").mockResolvedValue();
  run = vi.spyOn(Person.prototype, "share");
  vi.spyOn(Visit.prototype, "profile").mockResolvedValue({ id: "alice" } as Profile);
  const config = { node: "https://node.example", directory: new Directory([]) } as unknown as Config;
  const embedder = { ask: granted, tell: () => {} } as unknown as Embedder;
  store = new Store({ app: APP, config, embedder, enclavePlace: {} as Element }, () => seen.push(shown()));
  store.dispatch({ type: "facts", facts: FACTS });
  store.dispatch({ type: "account", account: ACCOUNT });
  store.dispatch({ type: "reading", profileId: "alice" });
  store.dispatch({ type: "standing", standing: { is: "request", request: REQUEST } });
  // The enclave has made the copy already.
  const copy = { originalId: "original", lockedUntil: 0 } as PreparedCopy;
  store.dispatch({ type: "kept", progress: { copy } });
  seen = [];
});

afterEach(() => {
  store.dispatch({ type: "account", account: null });
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What is on the card: the task where there is one. */
function shown(): string {
  const { stage } = store.model;
  return stage.at === "settled" ? (stage.task?.does ?? stage.standing.is) : stage.at;
}

function isShared(): void {
  Object.assign(node, {
    credentials: [ORIGINAL, credential("copy", "original")],
    grants: [grant("grant", "ab")],
  });
}

/** Until all that does not wait for time is done. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await vi.advanceTimersByTimeAsync(0);
}

async function share(): Promise<void> {
  store.dispatch({ type: "share", request: REQUEST, originalId: "original" });
  await settle();
}

async function revoke(grantId: string): Promise<void> {
  store.dispatch({ type: "revoke", grantId });
  await settle();
}

test("a copy that was shared is told to the app though the node cannot be read again", async () => {
  run.mockResolvedValue(SHARED);
  read.mockRejectedValue(UNREACHABLE);
  await share();
  expect(granted).toHaveBeenCalledExactlyOnceWith("granted", {
    copyId: "copy",
    grantId: "grant",
    ownerId: "alice",
  });
  expect(store.model.problem).toBeNull();
  await vi.advanceTimersByTimeAsync(3 * A_WHILE);
  expect(shown()).toBe("verified");
  expect(seen).not.toContain("request");
});

test("what could not be read is read again until it can", async () => {
  run.mockResolvedValue(SHARED);
  read.mockRejectedValueOnce(UNREACHABLE).mockRejectedValueOnce(UNREACHABLE);
  isShared();
  node.grants.push(grant("other", "cd"));
  await share();
  await vi.advanceTimersByTimeAsync(3 * A_WHILE);
  expect(read).toHaveBeenCalledTimes(3);
  expect(store.model.stage).toMatchObject({
    standing: { holdings: [{ grantId: "grant" }, { grantId: "other", isApps: false }] },
  });
  expect(granted).toHaveBeenCalledOnce();
});

test("failures one upon the other make one reading wait, not many", async () => {
  read.mockRejectedValue(UNREACHABLE);
  for (let number = 0; number < 3; number += 1) await revoke("grant");
  expect(vi.getTimerCount()).toBe(1);
});

test("what was read before a copy was shared does not bring the question back", async () => {
  run.mockResolvedValue(SHARED);
  let answer: (credentials: CredentialInfo[]) => void = () => {};
  const slow = new Promise<CredentialInfo[]>((resolve) => {
    answer = resolve;
  });
  read.mockReturnValueOnce(slow).mockRejectedValue(UNREACHABLE);
  await revoke("another");
  expect(read).toHaveBeenCalledOnce();
  seen = [];
  await share();
  answer([ORIGINAL]);
  await settle();
  expect(shown()).toBe("verified");
  expect(seen).not.toContain("request");
});

test("a copy whose outcome is unknown is looked up, and told when it is there", async () => {
  run.mockRejectedValue(UNKNOWN);
  isShared();
  await share();
  expect(granted).toHaveBeenCalledOnce();
  expect(store.model.problem).toBeNull();
});

test("a copy whose outcome stays unknown is a problem that is shown, and looked up again", async () => {
  run.mockRejectedValue(UNKNOWN);
  read.mockRejectedValueOnce(UNREACHABLE).mockRejectedValueOnce(UNREACHABLE);
  isShared();
  await share();
  expect(store.model.problem?.code).toBe("unknown_outcome");
  expect(granted).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3 * A_WHILE);
  expect(shown()).toBe("verified");
  expect(granted).toHaveBeenCalledOnce();
});

test("a copy that an earlier try has shared is found, and told", async () => {
  run.mockRejectedValueOnce(UNKNOWN).mockRejectedValue(THERE);
  read.mockRejectedValueOnce(UNREACHABLE);
  isShared();
  await share();
  expect(store.model.problem?.code).toBe("unknown_outcome");
  await share();
  expect(granted).toHaveBeenCalledOnce();
  expect(store.model.problem).toBeNull();
});

test("a copy that was there and is there no more is a problem once", async () => {
  run.mockRejectedValue(THERE);
  await share();
  expect(store.model.problem?.code).toBe("already_exists");
  expect(store.model.progress).toMatchObject({ copy: null, copyId: null });
});

test("a copy that was not shared is told to nobody", async () => {
  run.mockRejectedValue(new IdosError("declined", "no"));
  await share();
  expect(store.model.problem?.code).toBe("declined");
  expect(read).not.toHaveBeenCalled();
  expect(granted).not.toHaveBeenCalled();
});

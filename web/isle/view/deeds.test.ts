import { IdosError } from "idos-core/errors";
import type { Config } from "idos-sdk/config";
import { Directory } from "idos-sdk/directory";
import type { Profile, SharedCopy } from "idos-sdk/records";
import { afterEach, beforeEach, expect, type Mock, test, vi } from "vitest";
import { Deeds } from "./deeds.ts";
import type { Embedder } from "./embedder.ts";
import {
  type Holding,
  initialModel,
  type Model,
  type Request,
  type Standing,
  type Verified,
} from "./model.ts";
import { Reading } from "./reading.ts";
import { reduce } from "./reducer.ts";
import { Sharing } from "./sharing.ts";
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
const SHARED: SharedCopy = {
  originalId: "original",
  copyId: "copy",
  grantId: "grant",
  grantee: "ab",
  lockedUntil: 0,
  contentHash: "",
};
const REQUEST = { asked: { credentialType: "passport" }, choices: [] } as unknown as Request;
const ASKED: Standing = { is: "request", request: REQUEST };
const TOLD = { grantId: "grant", copyId: "copy", isTold: false };
const FOUND: Verified = {
  is: "verified",
  credentialType: "passport",
  holdings: [],
  grant: TOLD,
};
const UNREACHABLE = new IdosError("unreachable", "no");
const UNKNOWN = new IdosError("unknown_outcome", "who knows");
const THERE = new IdosError("already_exists", "there");
const A_WHILE = 5_000;

let model: Model;
let seen: string[];
let granted: Mock<Embedder["granted"]>;
let read: Mock<Reading["standing"]>;
let run: Mock<Sharing["run"]>;
let deeds: Deeds;

beforeEach(() => {
  vi.useFakeTimers();
  model = { ...initialModel(APP), account: ACCOUNT, stage: settled(ASKED) };
  seen = [];
  granted = vi.fn<Embedder["granted"]>(async () => undefined);
  read = vi.spyOn(Reading.prototype, "standing");
  run = vi.spyOn(Sharing.prototype, "run");
  vi.spyOn(Visit.prototype, "profile").mockResolvedValue({ id: "alice" } as Profile);
  const config = { node: "https://node.example", directory: new Directory([]) } as unknown as Config;
  const surroundings = {
    app: APP,
    config,
    embedder: { granted } as unknown as Embedder,
    enclavePlace: {} as Element,
  };
  deeds = new Deeds(
    surroundings,
    { facts: { issuer: null, consumer: null }, account: ACCOUNT },
    {
      model: () => model,
      dispatch: (event) => {
        model = reduce(model, event);
        seen.push(shown());
      },
    },
  );
});

afterEach(() => {
  deeds.end();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function settled(standing: Standing): Model["stage"] {
  return { at: "settled", standing, task: null, aside: null };
}

/** What stands on the card: the task where there is one. */
function shown(): string {
  const { stage } = model;
  return stage.at === "settled" ? (stage.task?.does ?? stage.standing.is) : stage.at;
}

test("a copy that was shared is told to the app though the node can not be read again", async () => {
  run.mockResolvedValue(SHARED);
  read.mockRejectedValue(UNREACHABLE);
  await deeds.share(REQUEST, "original");
  expect(granted).toHaveBeenCalledExactlyOnceWith({ copyId: "copy", grantId: "grant", ownerId: "alice" });
  expect(model.problem).toBeNull();
  await vi.advanceTimersByTimeAsync(3 * A_WHILE);
  expect(shown()).toBe("verified");
  expect(seen).not.toContain("request");
});

test("what could not be read is read again until it can", async () => {
  run.mockResolvedValue(SHARED);
  read.mockRejectedValueOnce(UNREACHABLE).mockRejectedValueOnce(UNREACHABLE);
  const other = { grantId: "other", isApps: false } as Holding;
  read.mockResolvedValue({ ...FOUND, holdings: [other], grant: { ...TOLD, isTold: true } });
  await deeds.share(REQUEST, "original");
  await vi.advanceTimersByTimeAsync(3 * A_WHILE);
  expect(read).toHaveBeenCalledTimes(3);
  expect(model.stage).toMatchObject({ standing: { holdings: [other] } });
  expect(granted).toHaveBeenCalledOnce();
});

test("failures one upon the other make one reading wait, not many", async () => {
  read.mockRejectedValue(UNREACHABLE);
  vi.spyOn(deeds.visit.person, "revoke").mockResolvedValue();
  for (let number = 0; number < 3; number += 1) await deeds.revoke("grant");
  expect(vi.getTimerCount()).toBe(1);
});

test("what was read before a copy was shared does not bring the question back", async () => {
  run.mockResolvedValue(SHARED);
  let answer: (standing: Standing) => void = () => {};
  const slow = new Promise<Standing>((resolve) => {
    answer = resolve;
  });
  read.mockReturnValueOnce(slow).mockRejectedValue(UNREACHABLE);
  vi.spyOn(deeds.visit.person, "revoke").mockResolvedValue();
  const reading = deeds.revoke("another");
  await vi.advanceTimersByTimeAsync(0);
  expect(read).toHaveBeenCalledOnce();
  seen = [];
  await deeds.share(REQUEST, "original");
  answer(ASKED);
  await reading;
  expect(shown()).toBe("verified");
  expect(seen).not.toContain("request");
});

test("a copy whose outcome is unknown is looked up, and told when it is there", async () => {
  run.mockRejectedValue(UNKNOWN);
  read.mockResolvedValue(FOUND);
  await deeds.share(REQUEST, "original");
  expect(granted).toHaveBeenCalledOnce();
  expect(model.problem).toBeNull();
});

test("a copy whose outcome stays unknown is a problem that is shown, and looked up again", async () => {
  run.mockRejectedValue(UNKNOWN);
  read.mockRejectedValueOnce(UNREACHABLE).mockRejectedValueOnce(UNREACHABLE).mockResolvedValue(FOUND);
  await deeds.share(REQUEST, "original");
  expect(model.problem?.code).toBe("unknown_outcome");
  expect(granted).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3 * A_WHILE);
  expect(shown()).toBe("verified");
  expect(granted).toHaveBeenCalledOnce();
});

test("a copy that an earlier try has shared is found, and told", async () => {
  run.mockRejectedValueOnce(UNKNOWN).mockRejectedValue(THERE);
  read.mockRejectedValueOnce(UNREACHABLE).mockResolvedValue(FOUND);
  await deeds.share(REQUEST, "original");
  expect(model.problem?.code).toBe("unknown_outcome");
  await deeds.share(REQUEST, "original");
  expect(granted).toHaveBeenCalledOnce();
  expect(model.problem).toBeNull();
});

test("a copy that was there and is there no more is a problem once", async () => {
  const finish = vi.spyOn(Sharing.prototype, "finish");
  run.mockRejectedValue(THERE);
  read.mockResolvedValue(ASKED);
  await deeds.share(REQUEST, "original");
  expect(model.problem?.code).toBe("already_exists");
  expect(finish).toHaveBeenCalledOnce();
});

test("a copy that was not shared is told to nobody", async () => {
  run.mockRejectedValue(new IdosError("declined", "no"));
  await deeds.share(REQUEST, "original");
  expect(model.problem?.code).toBe("declined");
  expect(read).not.toHaveBeenCalled();
  expect(granted).not.toHaveBeenCalled();
});

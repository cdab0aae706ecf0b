/** Ways of several steps: what a step gave is kept, so that a failure costs that step only. */

import { IdosError } from "idos-core/errors";
import { beforeEach, expect, type Mock, test, vi } from "vitest";
import type { Event } from "../events.ts";
import { initialModel, type Model, type Offer } from "../model.ts";
import { update } from "../update.ts";
import type { Visit } from "../visit.ts";
import { permit } from "./issue.ts";
import { join } from "./join.ts";
import { findProfile, watch } from "./session.ts";

const APP = { origin: "https://bank.example", party: null };
const PROOF = { kind: "EVM", address: "0xA11ce", publicKey: null, message: "text", signature: "0x01" };
const FAILED = new IdosError("host_failed", "no");

let model: Model;
let events: Event[];
let ask: Mock<(name: string, args: object) => Promise<unknown>>;
let proof: Mock<() => Promise<unknown>>;
let signText: Mock<(text: string) => Promise<string>>;
let hasProfile: Mock<() => Promise<boolean>>;
let visit: Visit;

beforeEach(() => {
  model = initialModel(APP);
  events = [];
  ask = vi.fn(async () => ({ url: "https://idv.example/" }));
  proof = vi.fn(async () => PROOF);
  signText = vi.fn(async () => "0x02");
  hasProfile = vi.fn(async () => false);
  visit = {
    account: { address: "0xA11ce" },
    person: { hasProfile },
    session: { isSignedIn: false },
    wallet: { signText },
    environment: { embedder: { ask, go: async () => {} } },
    enclave: async () => ({ ensureProfile: async () => ({ userEncryptionPublicKey: new Uint8Array(32) }) }),
    profile: async () => ({ id: "alice" }),
    proof,
    ask,
    check: () => {},
    signal: new AbortController().signal,
    dispatch: (event: Event) => {
      events.push(event);
      [model] = update(model, event);
    },
  } as unknown as Visit;
});

const types = () => events.map(({ type }) => type);

test("a wallet is proved again only when the app was asked with the proof", async () => {
  const enclave = vi.fn(visit.enclave).mockRejectedValueOnce(FAILED);
  Object.assign(visit, { enclave });
  await expect(join(visit, model.progress)).rejects.toBe(FAILED);
  ask.mockRejectedValueOnce(FAILED);
  await expect(join(visit, model.progress)).rejects.toBe(FAILED);
  expect(proof).toHaveBeenCalledOnce();
  await join(visit, model.progress);
  expect(proof).toHaveBeenCalledTimes(2);
  expect(types().at(-1)).toBe("joined");
});

test("a profile that the app has made is there, though its answer is lost", async () => {
  ask.mockRejectedValueOnce(FAILED);
  hasProfile.mockResolvedValueOnce(true);
  await join(visit, model.progress);
  expect(types().at(-1)).toBe("joined");
});

function offered(usableFor: number): Offer {
  const usableUntil = Date.now() / 1000 + usableFor;
  return { grant: { id: "grant" }, text: "text", usableUntil } as Offer;
}

test("a permission is signed once, whatever the app makes of it", async () => {
  const offer = offered(3_600);
  ask.mockRejectedValueOnce(FAILED);
  await expect(permit(visit, offer, model.progress)).rejects.toBe(FAILED);
  await permit(visit, offer, model.progress);
  expect(signText).toHaveBeenCalledOnce();
  expect(ask).toHaveBeenLastCalledWith("verify", {
    profileId: "alice",
    grant: offer.grant,
    signature: "0x02",
  });
});

test("an offer that ends soon is not begun with", async () => {
  await permit(visit, offered(60), model.progress);
  expect(types()).toEqual(["offer-expired"]);
  expect(signText).not.toHaveBeenCalled();
});

test("whoever has a profile signs in, unless it is done", async () => {
  await findProfile(visit);
  hasProfile.mockResolvedValue(true);
  await findProfile(visit);
  expect(events).toEqual([{ type: "no-profile" }, { type: "profile-found", isSignedIn: false }]);
});

test("watching tells of changes, of a node that is lost, and why it ended", async () => {
  const session = {
    watch: async (onChange: () => void, _: AbortSignal, onReachable: (isReachable: boolean) => void) => {
      onChange();
      onReachable(false);
      onReachable(true);
      throw new IdosError("signed_out", "over");
    },
  };
  Object.assign(visit, { session });
  await watch(visit);
  expect(events).toMatchObject([
    { type: "changed" },
    { type: "unreachable", problem: { code: "unreachable" } },
    { type: "watch-ended", problem: { code: "signed_out" } },
  ]);
});

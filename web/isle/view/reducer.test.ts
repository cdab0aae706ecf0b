import { expect, test } from "vitest";
import { initialModel, type Model, publicState, type Standing, type Verified } from "./model.ts";
import { type Event, reduce } from "./reducer.ts";

const ACCOUNT = {
  kind: "EVM",
  address: "0xA11ce",
  publicKey: null,
  authType: "secp256k1_ep",
  sender: new Uint8Array(20),
  identifier: "0xA11ce",
} as const;
const WALLET = { id: "1", name: "Wallet", rdns: "org.example", icon: "data:image/png,a" };
const PROBLEM = { code: "declined", message: "no" };
const SIGNING = { purpose: "prove", text: "text", isAsked: true } as const;
const VERIFYING: Standing = { is: "verifying", url: null };
const ISSUING: Standing = { is: "issuing" };
const GRANT = { grantId: "g", copyId: "c", isTold: false };
const VERIFIED: Verified = { is: "verified", credentialType: "passport", holdings: [], grant: GRANT };
const REQUEST = { is: "request", request: {} } as Standing;

function after(...events: Event[]): Model {
  return events.reduce<Model>(reduce, initialModel({ origin: "https://app.example", party: null }));
}

const CONNECTED: Event = { type: "account", account: ACCOUNT };
const READ: Event[] = [CONNECTED, { type: "reading", profileId: "alice" }];
const settled = (standing: Standing): Event[] => [...READ, { type: "standing", standing }];

test.each<[string, Event[], string]>([
  ["nothing yet", [], "initializing"],
  ["no account", [{ type: "account", account: null }], "not-connected"],
  ["a wallet that asks", [{ type: "connecting", wallet: WALLET }], "not-connected"],
  ["an account", [CONNECTED], "initializing"],
  ["an account without a profile", [CONNECTED, { type: "stranger" }], "no-profile"],
  ["a profile in the making", [CONNECTED, { type: "stranger" }, { type: "joining", step: 1 }], "no-profile"],
  ["a sign-in", [CONNECTED, { type: "signing-in" }], "not-connected"],
  ["reading", READ, "initializing"],
  ["a failure to read", [...READ, { type: "broken", problem: PROBLEM }], "error"],
  ["an offer", settled({ is: "offer" } as Standing), "not-verified"],
  ["a check", settled(VERIFYING), "pending-verification"],
  ["writing", settled(ISSUING), "pending-verification"],
  ["a rejection", settled({ is: "rejected", reasons: [], canRetry: true }), "rejected"],
  ["a failure to write", settled({ is: "failed", reasons: [], canRetry: true }), "error"],
  ["nothing to share", settled({ is: "without", credentialType: "passport", issuers: [] }), "not-verified"],
  ["a request", settled(REQUEST), "pending-permissions"],
  ["a grant that the app does not know", settled(VERIFIED), "pending-permissions"],
  ["a grant", [...settled(VERIFIED), { type: "told" }], "verified"],
  ["a credential", settled({ ...VERIFIED, grant: null }), "verified"],
])("%s is told to the app as its state", (_, events, state) => {
  expect(publicState(after(...events))).toBe(state);
});

test("another account begins anew, and nothing of the former is left", () => {
  const before = after(
    ...settled(REQUEST),
    { type: "signing", signing: SIGNING },
    { type: "key-asked", isKeyAsked: true },
    { type: "failed", problem: PROBLEM },
  );
  for (const account of [{ ...ACCOUNT, address: "0xB0b" }, null]) {
    const now = reduce(before, { type: "account", account });
    expect(now).toEqual({
      ...initialModel(before.app),
      account,
      stage: { at: account ? "looking" : "choosing" },
    });
  }
});

test.each<[string, Event[]]>([
  ["a profile that is missed before there is an account", [{ type: "stranger" }]],
  ["a step of joining before it began", [CONNECTED, { type: "joining", step: 2 }]],
  ["a sign-in without an account", [{ type: "signing-in" }]],
  ["reading without an account", [{ type: "reading", profileId: null }]],
  ["a standing that nobody asked for", [CONNECTED, { type: "standing", standing: ISSUING }]],
  ["a task before there is anything to do", [...READ, { type: "task", task: { does: "leave" } }]],
  ["an app that was told of nothing", [...settled(ISSUING), { type: "told" }]],
  ["a wallet chosen while one is in use", [CONNECTED, { type: "connecting", wallet: WALLET }]],
])("%s changes nothing", (_, events) => {
  expect(after(...events).stage).toEqual(after(...events.slice(0, -1)).stage);
});

test("a failure stays with the screen where it happened", () => {
  const choosing = after(
    { type: "account", account: null },
    { type: "connecting", wallet: WALLET },
    { type: "failed", problem: PROBLEM },
  );
  expect(choosing).toMatchObject({ stage: { at: "choosing" }, problem: PROBLEM });
  const joining = after(
    CONNECTED,
    { type: "stranger" },
    { type: "joining", step: 1 },
    { type: "failed", problem: PROBLEM },
  );
  expect(joining).toMatchObject({ stage: { at: "joining", step: 1 }, problem: PROBLEM });
  expect(reduce(joining, { type: "joining", step: 1 }).problem).toBeNull();
});

test("while something is done for the person, news waits", () => {
  const sharing = after(...settled(REQUEST), { type: "task", task: { does: "share", step: 1 } });
  expect(reduce(sharing, { type: "standing", standing: VERIFIED })).toEqual(sharing);
  const telling = reduce(sharing, { type: "task", task: { does: "tell" } });
  const told = reduce(telling, { type: "standing", standing: VERIFIED });
  expect(told.stage).toMatchObject({ standing: VERIFIED, task: { does: "tell" } });
});

test("a copy that was shared takes the place of the question, and is told to the app", () => {
  const sharing = after(...settled(REQUEST), { type: "task", task: { does: "share", step: 2 } });
  const shared = reduce(sharing, { type: "shared", standing: VERIFIED });
  expect(shared.stage).toEqual({ at: "settled", standing: VERIFIED, task: { does: "tell" }, aside: null });
});

test("a text that waits for a signature stays, whatever else happens", () => {
  const asked = after(...settled(VERIFIED), { type: "signing", signing: SIGNING });
  const others: Event[] = [
    { type: "standing", standing: REQUEST },
    { type: "failed", problem: PROBLEM },
    { type: "told" },
    { type: "task", task: { does: "tell" } },
    { type: "broken", problem: PROBLEM },
  ];
  for (const event of others) expect(reduce(asked, event).signing).toBe(SIGNING);
  expect(reduce(asked, { type: "signing", signing: null }).signing).toBeNull();
});

test("reading again leaves what is shown, until it is another standing", () => {
  const failed = after(...settled(VERIFYING), { type: "failed", problem: PROBLEM });
  expect(reduce(failed, { type: "reading", profileId: "alice" })).toEqual(failed);
  expect(reduce(failed, { type: "standing", standing: VERIFYING }).problem).toBe(PROBLEM);
  expect(reduce(failed, { type: "standing", standing: ISSUING }).problem).toBeNull();
});

test("what was declined or taken back is not asked again by itself", () => {
  const declined = after(...settled(REQUEST), { type: "aside", aside: "declined" });
  expect(reduce(declined, { type: "standing", standing: REQUEST }).stage).toMatchObject({
    aside: "declined",
  });
  expect(reduce(declined, { type: "standing", standing: VERIFIED }).stage).toMatchObject({ aside: null });
  const revoked = after(...settled(VERIFIED), { type: "aside", aside: "revoked" });
  expect(reduce(revoked, { type: "standing", standing: REQUEST }).stage).toMatchObject({ aside: "revoked" });
  expect(reduce(revoked, { type: "aside", aside: null }).stage).toMatchObject({ aside: null });
});

test("what the page says is kept as it is", () => {
  const facts = { issuer: { credentialType: "passport", canRetry: false }, consumer: null };
  const model = after(
    { type: "facts", facts },
    { type: "wallets", wallets: [WALLET] },
    { type: "shown", isOpen: false },
  );
  expect(model).toMatchObject({ facts, wallets: [WALLET], isOpen: false });
});

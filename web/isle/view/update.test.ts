import { expect, test } from "vitest";
import type { ConsumerFacts, HostFacts } from "../protocol.ts";
import type { Command } from "./commands.ts";
import type { Event } from "./events.ts";
import {
  initialModel,
  type Model,
  type Offer,
  publicState,
  type Request,
  type Standing,
  type Verified,
} from "./model.ts";
import { update } from "./update.ts";

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
const GRANT = { grantId: "g", copyId: "c", isNotified: false };
const VERIFIED: Verified = { is: "verified", credentialType: "passport", holdings: [], grant: GRANT };
const REQUEST = { is: "request", request: {} } as Standing;

function reduce(model: Model, event: Event): Model {
  return update(model, event)[0];
}

function after(...events: Event[]): Model {
  return events.reduce<Model>(reduce, initialModel({ origin: "https://app.example", party: null }));
}

const CONNECTED: Event = { type: "account", account: ACCOUNT };
const READ: Event[] = [CONNECTED, { type: "reading", profileId: "alice" }];
const settled = (standing: Standing): Event[] => [...READ, { type: "standing", standing }];

test.each<[string, Event[], string]>([
  ["nothing yet", [], "initializing"],
  ["no account", [{ type: "account", account: null }], "not-connected"],
  ["a wallet that asks", [{ type: "connect", wallet: WALLET }], "not-connected"],
  ["an account", [CONNECTED], "initializing"],
  ["an account without a profile", [CONNECTED, { type: "no-profile" }], "no-profile"],
  [
    "a profile in the making",
    [CONNECTED, { type: "no-profile" }, { type: "joining", step: 1 }],
    "no-profile",
  ],
  ["a sign-in", [CONNECTED, { type: "sign-in" }], "not-connected"],
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
  ["a grant", [...settled(VERIFIED), { type: "notified", grantId: "g" }], "verified"],
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
  ["a profile that is missed before there is an account", [{ type: "no-profile" }]],
  ["a step of joining before it began", [CONNECTED, { type: "joining", step: 2 }]],
  ["a sign-in without an account", [{ type: "sign-in" }]],
  ["reading without an account", [{ type: "reading", profileId: null }]],
  ["a standing that nobody asked for", [CONNECTED, { type: "standing", standing: ISSUING }]],
  ["a task before there is anything to do", [...READ, { type: "task", task: { does: "leave" } }]],
  ["an app that was told of nothing", [...settled(ISSUING), { type: "notified", grantId: "g" }]],
  ["a wallet chosen while one is in use", [CONNECTED, { type: "connect", wallet: WALLET }]],
])("%s changes nothing", (_, events) => {
  expect(after(...events).stage).toEqual(after(...events.slice(0, -1)).stage);
});

test("a failure stays with the screen where it happened", () => {
  const choosing = after(
    { type: "account", account: null },
    { type: "connect", wallet: WALLET },
    { type: "failed", problem: PROBLEM },
  );
  expect(choosing).toMatchObject({ stage: { at: "choosing" }, problem: PROBLEM });
  const joining = after(
    CONNECTED,
    { type: "no-profile" },
    { type: "joining", step: 1 },
    { type: "failed", problem: PROBLEM },
  );
  expect(joining).toMatchObject({ stage: { at: "joining", step: 1 }, problem: PROBLEM });
  expect(reduce(joining, { type: "joining", step: 1 }).problem).toBeNull();
});

test("while something is done for the user, nothing else is shown", () => {
  const sharing = after(...settled(REQUEST), { type: "task", task: { does: "share", step: 1 } });
  expect(reduce(sharing, { type: "standing", standing: VERIFIED })).toEqual(sharing);
  const telling = reduce(sharing, { type: "task", task: { does: "notify" } });
  const told = reduce(telling, { type: "standing", standing: VERIFIED });
  expect(told.stage).toMatchObject({ standing: VERIFIED, task: { does: "notify" } });
});

test("a copy that was shared takes the place of the question, and is told to the app", () => {
  const sharing = after(...settled(REQUEST), { type: "task", task: { does: "share", step: 2 } });
  const shared = reduce(sharing, { type: "shared", standing: VERIFIED });
  expect(shared.stage).toEqual({ at: "settled", standing: VERIFIED, task: { does: "notify" }, aside: null });
});

test("a text that waits for a signature stays, whatever else happens", () => {
  const asked = after(...settled(VERIFIED), { type: "signing", signing: SIGNING });
  const others: Event[] = [
    { type: "standing", standing: REQUEST },
    { type: "failed", problem: PROBLEM },
    { type: "notified", grantId: "g" },
    { type: "task", task: { does: "notify" } },
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

const CONSUMER: HostFacts = { issuer: null, consumer: {} as ConsumerFacts };
const APP = { origin: "https://app.example", party: null };

/** What is to be done after the last of these events, but for telling the app its state. */
function done(...events: Event[]): Command[] {
  const model = after(...events.slice(0, -1));
  const last = events.at(-1);
  return last ? update(model, last)[1].filter((command) => command.do !== "publish") : [];
}

const names = (commands: readonly Command[]) => commands.map((command) => command.do);

test("the app is told of its state when that changes, and not else", () => {
  const published = (model: Model, event: Event) =>
    update(model, event)[1].filter((command) => command.do === "publish");
  const detail = { state: "initializing", address: "0xA11ce", profileId: null };
  expect(published(after(), CONNECTED)).toEqual([{ do: "publish", detail }]);
  expect(published(after(...READ), { type: "key-asked", isKeyAsked: true })).toEqual([]);
});

test("a visit begins when it is known what the app wants and who is there, and ends with the account", () => {
  expect(names(done(CONNECTED))).toEqual(["end"]);
  const facts: Event = { type: "facts", facts: CONSUMER };
  expect(names(done(facts, CONNECTED))).toEqual(["begin", "find-profile"]);
  expect(names(done(facts, CONNECTED, facts))).toEqual(["begin", "find-profile"]);
  expect(names(done(facts, CONNECTED, { type: "leave" }))).toEqual(["forget-wallet", "sign-out", "end"]);
});

test("what one account has led to is not gone on with for another", () => {
  const busy = after(
    ...settled(REQUEST),
    { type: "kept", progress: { copyId: "id", notifiedGrant: "g" } },
    { type: "changed" },
  );
  const next = reduce(busy, { type: "account", account: { ...ACCOUNT, address: "0xB0b" } });
  expect([next.work, next.progress]).toEqual([initialModel(APP).work, initialModel(APP).progress]);
});

test("the wallet of the last visit is waited for, and then the user is asked", () => {
  const [waiting, commands] = update(initialModel(APP, WALLET.rdns), { type: "facts", facts: CONSUMER });
  expect([waiting.stage.at, names(commands)]).toEqual(["starting", ["remind", "remind"]]);
  const [found, reconnect] = update(waiting, { type: "wallets", wallets: [WALLET] });
  expect(reconnect).toEqual([{ do: "reconnect", wallet: WALLET }]);
  expect(reduce(found, { type: "wallet-late" }).stage.at).toBe("starting");
  expect(reduce(found, { type: "reconnected", account: null }).stage.at).toBe("choosing");
  const late = reduce(waiting, { type: "wallet-late" });
  expect(late.stage.at).toBe("choosing");
  expect(names(update(late, { type: "wallets", wallets: [WALLET] })[1])).toEqual(["reconnect"]);
  const over = reduce(late, { type: "wallet-given-up" });
  expect(names(update(over, { type: "wallets", wallets: [WALLET] })[1])).toEqual([]);
});

test("a wallet that comes late does not take the place of one that the user has chosen", () => {
  const waiting = reduce(initialModel(APP, "org.other"), { type: "facts", facts: CONSUMER });
  const chosen = reduce(reduce(waiting, { type: "wallet-late" }), { type: "connect", wallet: WALLET });
  expect(reduce(chosen, { type: "reconnected", account: ACCOUNT })).toEqual(chosen);
});

test("what was there before the app said what it wants counts when it has", () => {
  const known = reduce(initialModel(APP, WALLET.rdns), { type: "wallets", wallets: [WALLET] });
  expect(names(update(known, { type: "facts", facts: CONSUMER })[1])).toEqual(["reconnect"]);
});

test("one reading runs at a time, and another follows one that may have begun too early", () => {
  const changed: Event = { type: "changed" };
  expect(names(done(...READ, changed))).toEqual(["read"]);
  expect(names(done(...READ, changed, changed))).toEqual([]);
  const standing: Event = { type: "standing", standing: REQUEST };
  expect(names(done(...READ, changed, standing))).toEqual([]);
  expect(names(done(...READ, changed, changed, changed, standing))).toEqual(["read"]);
  const unread: Event = { type: "unread", problem: PROBLEM };
  expect(names(done(...settled(REQUEST), changed, unread))).toEqual(["read-later"]);
  expect(names(done(...settled(REQUEST), changed, changed, unread))).toEqual(["read-later", "read"]);
  expect(after(...READ, changed, unread)).toMatchObject({ stage: { at: "broken" }, problem: PROBLEM });
});

test("what was read before a copy was shared does not count, and is read again", () => {
  const before: Event[] = [...settled(REQUEST), { type: "changed" }, { type: "shared", standing: VERIFIED }];
  expect(names(done(...before))).toEqual(["notify"]);
  const late: Event = { type: "standing", standing: REQUEST };
  expect(names(done(...before, late))).toEqual(["read"]);
  expect(after(...before, late).stage).toMatchObject({ standing: VERIFIED });
});

test("whatever finds that the session has ended, the user signs in once", () => {
  const ended = { code: "signed_out", message: "" };
  const first: Event[] = [...settled(REQUEST), { type: "watch-ended", problem: ended }];
  expect(names(done(...first))).toEqual(["sign-in"]);
  for (const event of [
    { type: "failed", problem: ended },
    { type: "unread", problem: ended },
    { type: "sign-in" },
  ] as const) {
    expect(names(done(...first, event))).toEqual([]);
  }
  const declined: Event = { type: "sign-in-failed", problem: PROBLEM };
  expect(after(...first, declined)).toMatchObject({ stage: { at: "signing-in" }, problem: PROBLEM });
  expect(names(done(...first, declined, { type: "sign-in" }))).toEqual(["sign-in"]);
  expect(names(done(...first, { type: "signed-in" }))).toEqual(["watch"]);
});

test("changes are watched by one, however often the user signs in", () => {
  const watching: Event[] = [CONNECTED, { type: "profile-found", isSignedIn: true }];
  expect(names(done(...watching))).toEqual(["watch"]);
  expect(names(done(...watching, { type: "sign-in" }, { type: "signed-in" }))).toEqual(["read"]);
  expect(names(done(CONNECTED, { type: "profile-found", isSignedIn: false }))).toEqual(["sign-in"]);
});

test("an app is told of a grant once at a time, and of one that it knows not again", () => {
  const told = settled(VERIFIED);
  expect(names(done(...told))).toEqual(["notify"]);
  expect(names(done(...told, { type: "notify" }))).toEqual([]);
  const failed: Event = { type: "notify-failed", problem: PROBLEM };
  expect(names(done(...told, failed, { type: "notify" }))).toEqual(["notify"]);
  // A problem waits for a click.
  expect(names(done(...told, failed, { type: "standing", standing: VERIFIED }))).toEqual([]);
  const noted: Event = { type: "notified", grantId: "g" };
  expect(names(done(...told, noted, { type: "standing", standing: VERIFIED }))).toEqual([]);
  expect(after(...told, { type: "notified", grantId: "another" }).stage).toMatchObject({
    standing: { grant: { isNotified: false } },
  });
});

test.each<[Standing]>([[VERIFYING], [ISSUING]])(
  "while the app is at work ($is), it is asked again",
  (standing) => {
    expect(names(done(...settled(standing)))).toEqual(["read-later"]);
  },
);

test("an offer whose time is over is a problem, and the next one is read", () => {
  const offer = { is: "offer" } as Standing;
  const expired: Event = { type: "offer-expired" };
  expect(names(done(...settled(offer), expired))).toEqual(["read"]);
  const next = after(...settled(offer), expired, { type: "standing", standing: offer });
  expect(next.problem?.code).toBe("expired");
});

test("while a copy is being shared, another click shares nothing", () => {
  const click: Event = { type: "share", request: {} as Request, originalId: "o" };
  expect(names(done(...settled(REQUEST), click, click))).toEqual([]);
  const failed: Event = { type: "failed", problem: { code: "declined", message: "" } };
  expect(names(done(...settled(REQUEST), click, failed, click))).toEqual(["share"]);
});

test("clicks lead to commands where they fit, and to nothing where they do not", () => {
  const clicks: [Event, string][] = [
    [{ type: "share", request: {} as Request, originalId: "o" }, "share"],
    [{ type: "revoke", grantId: "g" }, "revoke"],
    [{ type: "permit", offer: {} as Offer }, "permit"],
    [{ type: "retry" }, "retry"],
    [{ type: "go", url: "https://idv.example" }, "go"],
  ];
  for (const [click, command] of clicks) {
    expect(names(done(...settled(REQUEST), click))).toEqual([command]);
    expect(names(done(CONNECTED, click))).toEqual([]);
  }
  expect(names(done(CONNECTED, { type: "no-profile" }, { type: "join" }))).toEqual(["join"]);
  expect(names(done(CONNECTED, { type: "join" }))).toEqual([]);
  expect(names(done(CONNECTED, { type: "joined" }))).toEqual(["find-profile"]);
  expect(done(...READ, { type: "date", grantIds: ["g"] })).toEqual([{ do: "date", grantIds: ["g"] }]);
  expect(done({ type: "sign", isWilling: true })).toEqual([{ do: "answer", isWilling: true }]);
  expect(done({ type: "shown", isOpen: false })).toEqual([{ do: "show", isOpen: false }]);
  const connected: Event = { type: "connected", account: ACCOUNT, rdns: "org.example" };
  expect(names(done(connected))).toEqual(["remember-wallet", "end"]);
});

test("while nothing can be read, a node that is lost is a problem to show", () => {
  const lost: Event = { type: "unreachable", problem: { code: "unreachable", message: "" } };
  expect(after(...READ, lost).stage.at).toBe("broken");
  expect(after(...settled(REQUEST), lost).stage.at).toBe("settled");
});

import { fromBase64, toHex } from "idos-core/bytes";
import { anything, text } from "idos-core/shape";
import { memoryStore } from "idos-core/testing/store";
import { expect, test, vi } from "vitest";
import { UnknownOutcome } from "./faults.ts";
import { KnownNetworks } from "./known-networks.ts";
import { anonymousNode } from "./node.ts";
import { challengeOf } from "./protocol/challenges.ts";
import { Session, type SessionOptions } from "./session.ts";
import { ServerKey } from "./signer.ts";
import { type Answer, fault, KEY, NODE, OPEN, rows, scripted } from "./testing/scripted.ts";

const OFFER = {
  nonce: "n",
  statement: "",
  issue_at: "2026-11-22T00:00:00Z",
  expiration_time: "2026-11-23T00:00:00Z",
  chain_id: "",
  domain: NODE,
  version: "1",
  uri: `${NODE}/auth`,
};
const ID = "01234567-89ab-4def-8123-456789abcdef";
const HASH = "ab".repeat(32);
const OK = { result: { tx_hash: HASH, result: { code: 0, gas: 0, log: "" } } };
const LATE = new DOMException("late", "TimeoutError");

function session(options: SessionOptions = {}): Session {
  const networks = new KnownNetworks(memoryStore());
  return new Session(NODE, KEY, { store: memoryStore(), networks, pause: async () => undefined, ...options });
}

/** A challenge of this node; the number makes it another. */
function challenge(number: number, network = "vector-chain"): Answer {
  const random = new Uint8Array(16).fill(number);
  return { result: { challenge: toHex(challengeOf(NODE, network, random)) } };
}

function write(options?: SessionOptions): Promise<void> {
  return session(options).execute("remove_wallet", { id: ID }, "Do it");
}

test("a gateway that gives tokens is asked for one, without cookies", async () => {
  const asked = scripted({
    ...OPEN,
    "kgw.authn_param": { result: { ...OFFER, token: true } },
    "kgw.authn": { result: { token: "secret", expires_at: (Date.now() / 1000 + 60) | 0 } },
    "user.call": rows({ name: "x" }),
  });
  const signedIn = session();
  await signedIn.signIn();
  await signedIn.rows(anything, "get_user");
  expect(asked.at(-2)?.params).toMatchObject({ token: true, nonce: "n" });
  expect(asked.at(-1)?.headers.get("authorization")).toBe("Bearer secret");
  expect(asked.map(({ credentials }) => credentials)).not.toContain("include");
});

test("at a gateway with cookies only, these show the session", async () => {
  const asked = scripted({
    ...OPEN,
    "kgw.authn_param": { result: OFFER },
    "kgw.authn": { result: {} },
    "kgw.logout": { result: {} },
    "user.call": rows({ name: "x" }),
  });
  const store = memoryStore();
  const signedIn = session({ store });
  await signedIn.signIn();
  await signedIn.rows(anything, "get_user");
  expect(asked.at(-2)?.params).not.toHaveProperty("token");
  expect(asked.slice(-2).map(({ credentials }) => credentials)).toEqual(["include", "include"]);
  expect(session({ store }).isSignedIn).toBe(true);
  await signedIn.signOut();
  expect(asked.at(-1)).toMatchObject({ method: "kgw.logout", credentials: "include" });
  expect(store.kept.size).toBe(0);
});

test.each([{ domain: "http://other.example" }, { version: "2" }, { chain_id: "other" }])(
  "a login that is for another %o is not signed",
  async (other) => {
    const asked = scripted({ ...OPEN, "kgw.authn_param": { result: { ...OFFER, ...other } } });
    await expect(session().signIn()).rejects.toMatchObject({ code: "login_mismatch" });
    expect(asked.at(-1)?.method).toBe("kgw.authn_param");
  },
);

test("a session that the node has ended is over here, too", async () => {
  const store = memoryStore();
  const key = `idos-session ${NODE} ed25519 ${KEY.identifier}`;
  store.set(key, JSON.stringify({ token: "t", expiresAt: null }));
  scripted({ ...OPEN, "user.call": fault(-901) });
  const over = session({ store });
  expect(over.isSignedIn).toBe(true);
  await expect(over.rows(anything, "get_user")).rejects.toMatchObject({ code: "signed_out" });
  expect([over.isSignedIn, store.kept.size]).toEqual([false, 0]);
});

test("an answer to the former session does not end the present one", async () => {
  let answer: (given: Answer) => void = () => undefined;
  scripted({
    ...OPEN,
    "kgw.authn_param": { result: { ...OFFER, token: true } },
    "kgw.authn": (_, times) => ({ result: { token: `t${times}` } }),
    "user.call": () =>
      new Promise<Answer>((resolve) => {
        answer = resolve;
      }),
  });
  const again = session();
  await again.signIn();
  const slow = again.rows(anything, "get_user");
  await again.signIn();
  answer(fault(-901));
  await expect(slow).rejects.toMatchObject({ code: "signed_out" });
  expect(again.isSignedIn).toBe(true);
});

test.each(["{", "[]", '{"token":7}', '{"token":"t","expiresAt":1}'])(
  "what is no session that lasts, %s, is none",
  (stored) => {
    const store = { ...memoryStore(), get: () => stored };
    expect(session({ store }).isSignedIn).toBe(false);
  },
);

test("sessions of other nodes, signers and signature types are others", async () => {
  const store = memoryStore();
  scripted({ ...OPEN, "kgw.authn_param": { result: OFFER }, "kgw.authn": { result: {} } });
  await session({ store }).signIn();
  expect(new Session("http://other.example", KEY, { store }).isSignedIn).toBe(false);
  expect(new Session(NODE, ServerKey.generate(), { store }).isSignedIn).toBe(false);
});

test("where each call is signed, it is signed over a challenge of its own", async () => {
  const asked = scripted({
    ...OPEN,
    "user.health": { result: { mode: "private" } },
    "user.challenge": (_, times) => challenge(times),
    "user.call": rows({ name: "x" }),
  });
  const alone = session({ signReads: true });
  await alone.signIn();
  expect(await alone.value(text, "get_user")).toBe("x");
  await alone.rows(anything, "get_user");
  const calls = asked.filter(({ method }) => method === "user.call").map(({ params }) => params);
  const challenges = calls.map(({ body }) => (body as { challenge: string }).challenge);
  expect(challenges.map((challenge) => fromBase64(challenge)[0])).toEqual([1, 2]);
  expect(calls.every(({ signature }) => fromBase64(signature as string).length === 64)).toBe(true);
  expect(asked.some(({ method }) => method.startsWith("kgw"))).toBe(false);
});

test.each([-1001, -1003])("a call that is refused with %i is signed and repeated", async (code) => {
  scripted({
    ...OPEN,
    "user.challenge": challenge(1),
    "user.call": ({ params }) => (params.signature === "" ? fault(code) : rows({ name: "x" })),
  });
  expect(await session({ signReads: true }).value(text, "get_user")).toBe("x");
});

test.each([
  ["random bytes", { result: { challenge: "00".repeat(32) } }],
  ["the challenge of another network", challenge(1, "other")],
])("%s are not signed: another node could use the answer", async (_, answer) => {
  const asked = scripted({
    ...OPEN,
    "user.health": { result: { mode: "private" } },
    "user.challenge": answer,
  });
  const reading = session({ signReads: true }).rows(anything, "get_user");
  await expect(reading).rejects.toMatchObject({ code: "challenge_mismatch" });
  expect(asked.at(-1)?.method).toBe("user.challenge");
});

test.each([
  ["says so", { "user.health": { result: { mode: "private" } } }],
  ["refuses", { "user.call": fault(-1001) }],
])("calls are not signed because a node %s", async (_, node) => {
  const asked = scripted({ ...OPEN, ...node });
  await expect(session().rows(anything, "get_user")).rejects.toMatchObject({ code: "reads_not_signed" });
  expect(asked.map(({ method }) => method)).not.toContain("user.challenge");
});

test("a node of another network is not spoken to", async () => {
  scripted(OPEN);
  const elsewhere = session({ chainId: "other" }).execute("erase_profile", {}, "");
  await expect(elsewhere).rejects.toMatchObject({ code: "wrong_network" });
});

test("a node is to stay in the network of its first use", async () => {
  const networks = new KnownNetworks(memoryStore());
  scripted(OPEN);
  await session({ networks }).chain();
  expect(networks.of(`${NODE}/`)).toBe("vector-chain");
  await session({ networks }).chain();
  scripted({ ...OPEN, "user.chain_info": { result: { chain_id: "test-chain", block_height: 7 } } });
  const moved = session({ networks });
  await expect(moved.execute("erase_profile", {}, "")).rejects.toMatchObject({ code: "wrong_network" });
  await expect(moved.signIn()).rejects.toMatchObject({ code: "wrong_network" });
  networks.forget(NODE);
  expect((await moved.chain()).chainId).toBe("test-chain");
});

test("what is configured counts more than the first use, and is kept", async () => {
  const networks = new KnownNetworks(memoryStore());
  networks.meet(NODE, "old-chain");
  scripted(OPEN);
  await session({ networks, chainId: "vector-chain" }).chain();
  expect(networks.of(NODE)).toBe("vector-chain");
});

test.each(["", "two\nlines", "\u202eniahc", "x".repeat(129)])(
  "nothing is signed for a network that is called %j",
  async (name) => {
    const asked = scripted({ ...OPEN, "user.chain_info": { result: { chain_id: name, block_height: 7 } } });
    await expect(write()).rejects.toMatchObject({ code: "bad_response" });
    await expect(session().signIn()).rejects.toMatchObject({ code: "bad_response" });
    expect(asked.map(({ method }) => method)).not.toContain("kgw.authn_param");
  },
);

test("the network is asked for until it is known, and then no more", async () => {
  const asked = scripted({
    ...OPEN,
    "user.health": (_, times) => (times === 1 ? new TypeError("down") : { result: { mode: "open" } }),
  });
  const patient = session();
  await expect(patient.chain()).rejects.toMatchObject({ code: "unreachable" });
  await Promise.all([patient.chain(), patient.chain()]);
  expect((await patient.chain()).chainId).toBe("vector-chain");
  expect(asked).toHaveLength(3);
});

test("a transaction has the account's next nonce, and is sent once", async () => {
  const asked = scripted({ ...OPEN, "user.broadcast": OK });
  await write();
  const sent = asked.at(-1)?.params as {
    tx: { body: { nonce: number; fee: string; desc: string } };
    sync: number;
  };
  expect(sent.sync).toBe(1);
  expect(sent.tx.body).toMatchObject({ nonce: 5, fee: "0", desc: "Do it", chain_id: "vector-chain" });
  expect(asked.map(({ method }) => method)).toEqual([
    "user.health",
    "user.chain_info",
    "user.account",
    "user.broadcast",
  ]);
});

test("where transactions cost something, the node's price is paid", async () => {
  const asked = scripted({
    ...OPEN,
    "user.chain_info": { result: { chain_id: "c", block_height: 7, gas: true } },
    "user.estimate_price": { result: { price: "123" } },
    "user.broadcast": OK,
  });
  await write({ maxFee: 123n });
  expect(asked.at(-1)?.params).toMatchObject({ tx: { body: { fee: "123" } } });
});

test.each([
  ["10000000000000001", {}],
  ["1", { maxFee: 0n }],
  ["124", { maxFee: 123n }],
  ["9".repeat(78), { maxFee: 10n ** 30n }],
])("a fee of %s is not signed where %o", async (price, options) => {
  const asked = scripted({
    ...OPEN,
    "user.chain_info": { result: { chain_id: "c", block_height: 7, gas: true } },
    "user.estimate_price": { result: { price } },
  });
  await expect(write(options)).rejects.toMatchObject({ code: "fee_too_high" });
  expect(asked.at(-1)?.method).toBe("user.estimate_price");
});

test("when somebody else used the nonce, the signer signs the next", async () => {
  const taken = fault(-201, "invalid nonce", { code: 4, message: "invalid nonce" });
  const asked = scripted({
    ...OPEN,
    "user.account": (_, times) => ({ result: { nonce: 4 + times } }),
    "user.broadcast": (_, times) => (times < 3 ? taken : OK),
    "user.tx_query": fault(-202),
  });
  await write();
  expect(asked.at(-1)?.params).toMatchObject({ tx: { body: { nonce: 8 } } });
});

test("a transaction that is in a block with a nonce of the past is signed again", async () => {
  const late = { result: { tx_hash: HASH, result: { code: 4, log: "invalid nonce" } } };
  const asked = scripted({ ...OPEN, "user.broadcast": (_, times) => (times === 1 ? late : OK) });
  await write();
  expect(asked.filter(({ method }) => method === "user.broadcast")).toHaveLength(2);
});

test.each([
  [{ code: 5, message: "wrong chain" }, "rejected_chain", "wrong chain"],
  [{ code: 12345 }, "rejected_unknown", "rejected"],
  [undefined, "rejected_unknown", "rejected"],
])("a rejection with the data %o is the error %s", async (data, code, message) => {
  scripted({ ...OPEN, "user.broadcast": fault(-201, "rejected", data), "user.tx_query": fault(-202) });
  await expect(write()).rejects.toMatchObject({ code, message });
});

test("writes go one after the other", async () => {
  const asked = scripted({ ...OPEN, "user.broadcast": OK });
  const both = session();
  await Promise.all([both.execute("erase_profile", {}, ""), both.execute("discard_reencryptions", {}, "")]);
  expect(asked.slice(-4).map(({ method }) => method)).toEqual([
    "user.account",
    "user.broadcast",
    "user.account",
    "user.broadcast",
  ]);
});

test("a nonce that is always taken is given up", async () => {
  const taken = fault(-201, "invalid nonce", { code: 4 });
  const asked = scripted({ ...OPEN, "user.broadcast": taken, "user.tx_query": fault(-202) });
  await expect(write()).rejects.toMatchObject({ code: "rejected_nonce" });
  expect(asked.filter(({ method }) => method === "user.broadcast")).toHaveLength(8);
});

test("a rejected transaction that had arrived before is looked up, not signed again", async () => {
  const asked = scripted({
    ...OPEN,
    "user.broadcast": fault(-201, "invalid nonce", { code: 4 }),
    "user.tx_query": { result: { height: 9, tx_result: { code: 0, log: "" } } },
  });
  await write();
  expect(asked.filter(({ method }) => method === "user.broadcast")).toHaveLength(1);
});

test("a node that has no room is offered the same transaction again", async () => {
  const full = fault(-201, "mempool full", { code: 11 });
  const pause = vi.fn(async () => undefined);
  const asked = scripted({
    ...OPEN,
    "user.broadcast": (_, times) => (times === 1 ? full : times === 2 ? fault(-905) : OK),
  });
  await write({ pause });
  expect(pause.mock.calls).toEqual([[250], [500]]);
  const sent = asked.filter(({ method }) => method === "user.broadcast").map(({ params }) => params);
  expect(new Set(sent.map((params) => JSON.stringify(params))).size).toBe(1);
});

test("a node that never has room is left alone in the end", async () => {
  scripted({ ...OPEN, "user.broadcast": fault(-201, "mempool full", { code: 11 }) });
  await expect(write()).rejects.toMatchObject({ code: "busy" });
});

test.each([
  ["the answer is lost", () => new TypeError("network")],
  ["the answer comes too late", () => LATE],
  ["the answer makes no sense", () => new Response("<html>", { status: 502 })],
  ["the node waited too long", () => fault(-201, "timed out", { code: 10 })],
  ["the node failed", () => fault(-32603)],
  ["there is a result without an outcome", () => ({ result: { tx_hash: HASH } })],
])("when %s, the fate of the transaction is looked up", async (_, lost) => {
  const asked = scripted({
    ...OPEN,
    "user.broadcast": lost,
    "user.tx_query": (_, times) =>
      times === 1
        ? fault(-202)
        : { result: { height: times === 2 ? -1 : 9, tx_result: { code: times === 2 ? 1 : 0, log: "" } } },
  });
  await write();
  expect(asked.filter(({ method }) => method === "user.broadcast")).toHaveLength(1);
  expect(asked.filter(({ method }) => method === "user.tx_query")).toHaveLength(3);
});

test("a fate that cannot be learned is said to be unknown, with the transaction's hash", async () => {
  scripted({ ...OPEN, "user.broadcast": new TypeError("network"), "user.tx_query": fault(-202) });
  const error = await write().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnknownOutcome);
  expect(error).toMatchObject({ code: "unknown_outcome", txHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test.each([
  ["1. notice\nERROR: the grant is locked", "grant_locked", "the grant is locked"],
  ["ERROR: engine: can not find the user", "action_failed", "engine: can not find the user"],
  ["", "action_failed", "The transaction failed with code 65535."],
])("the log %j of a failed transaction is the error %s", async (log, code, message) => {
  scripted({ ...OPEN, "user.broadcast": { result: { tx_hash: HASH, result: { code: 65535, log } } } });
  await expect(write()).rejects.toMatchObject({ code, message });
});

test("a write that fails does not hold up the next", async () => {
  scripted({ ...OPEN, "user.broadcast": (_, times) => (times === 1 ? fault(-1004) : OK) });
  const both = session();
  const first = both.execute("erase_profile", {}, "");
  const second = both.execute("discard_reencryptions", {}, "");
  await expect(first).rejects.toMatchObject({ code: "bad_signature" });
  await expect(second).resolves.toBeUndefined();
});

test("a view that refuses does so with its code, on one line", async () => {
  scripted({ ...OPEN, "user.call": { result: { error: "the caller has no profile\n\u202e" } } });
  await expect(session().rows(anything, "get_user")).rejects.toMatchObject({
    code: "no_profile",
    message: "the caller has no profile\ufffd\ufffd",
  });
});

test("a view without rows has no first row", async () => {
  scripted({ ...OPEN, "user.call": { result: { query_result: null } } });
  await expect(session().row(anything, "get_user")).rejects.toMatchObject({ code: "not_found" });
  expect(await session().rows(anything, "get_user")).toEqual([]);
});

test.each([
  ["html", new Response("<html>", { status: 200 }), "bad_response"],
  ["a refusal by something in between", new Response("no", { status: 413 }), "http_refused"],
  ["neither result nor fault", new Response("{}"), "bad_response"],
  ["both", { result: {}, error: { code: 1, message: "" } }, "bad_response"],
  [
    "rows of another width",
    { result: { query_result: { column_names: ["a"], values: [[1, 2]] } } },
    "bad_response",
  ],
  ["a fault of an unknown kind", fault(-77), "unknown_fault"],
  ["bytes that are no text", new Response(Uint8Array.of(0xff)), "bad_response"],
])("an answer that is %s is a typed error", async (_, answer, code) => {
  scripted({ ...OPEN, "user.call": answer });
  await expect(session().rows(anything, "get_user")).rejects.toMatchObject({ code });
});

test("an answer without end is cut off", async () => {
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1 << 20).fill(32)),
  });
  scripted({ ...OPEN, "user.call": new Response(endless) });
  await expect(session().rows(anything, "get_user")).rejects.toMatchObject({ code: "bad_response" });
});

test("a connection that breaks within the answer is a typed error", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) });
  scripted({ ...OPEN, "user.call": new Response(broken) });
  await expect(session().rows(anything, "get_user")).rejects.toMatchObject({ code: "network" });
});

test("what no node would take is not sent", async () => {
  const asked = scripted(OPEN);
  const long = session().execute(
    "add_attribute",
    { id: ID, attributeKey: "x", value: "x".repeat(5_000_000) },
    "",
  );
  await expect(long).rejects.toMatchObject({ code: "too_large" });
  expect(asked.at(-1)?.method).toBe("user.chain_info");
});

test("anybody may ask whether an address has a profile", async () => {
  const asked = scripted({ ...OPEN, "user.call": rows({ has_profile: true }) });
  expect(await anonymousNode(`${NODE}/`).hasProfile("0xabc")).toBe(true);
  expect(asked[0]?.params).toMatchObject({ sender: "", signature: "" });
  scripted({ ...OPEN, "user.call": { result: { error: "unknown action" } } });
  await expect(anonymousNode(NODE).hasProfile("0xabc")).rejects.toMatchObject({ code: "unknown_action" });
});

test.each([
  "node.example",
  "ftp://node.example",
  "http://user@node.example",
  "http://node.example/?a=b",
  "http://node.example/#a",
])("%s is no address of a node", (url) => {
  expect(() => new Session(url, KEY)).toThrow(expect.objectContaining({ code: "invalid" }));
});

test("when a block was made is asked once, and again after a failure", async () => {
  const asked = scripted({
    ...OPEN,
    "chain.block": (_, times) => (times === 1 ? fault(-32601) : { result: { time: 1_700_000_000_999 } }),
  });
  const curious = session();
  await expect(curious.blockTime(3)).rejects.toMatchObject({ code: "unsupported_method" });
  expect(await Promise.all([curious.blockTime(3), curious.blockTime(3)])).toEqual([
    1_700_000_000, 1_700_000_000,
  ]);
  expect(asked).toHaveLength(2);
});

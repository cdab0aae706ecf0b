/** Conversations with a node that answers from a script: held as the Python SDK holds them, to the byte. */

import { readFileSync } from "node:fs";
import { fromBase64, fromHex, toBase64, toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { memoryStore } from "idos-core/testing/store";
import { expect, test, vi } from "vitest";
import { Consumer } from "./consumer.ts";
import { UnknownOutcome } from "./faults.ts";
import { changeKey } from "./key-change.ts";
import { KnownNetworks } from "./known-networks.ts";
import { Person } from "./person.ts";
import type { WriteGrant } from "./protocol/grants.ts";
import { Session } from "./session.ts";
import { ServerKey } from "./signer.ts";
import { type Answer, type Asked, fault, scripted, table } from "./testing/scripted.ts";

/** As in `tests/sdk/conversations/script.py`, which says what each member means. */
interface Conversation {
  name: string;
  who: "person" | "consumer";
  operation: string;
  arguments?: Arguments;
  answers?: Record<string, Scripted[]>;
  terms?: { chain_id?: string | null; sign_reads?: boolean; max_fee?: string };
  signs_in?: boolean;
  requests: { method: string; params: Record<string, unknown> }[];
  pauses: number[];
  outcome: object;
  differs?: {
    why: string;
    requests?: string[];
    pauses?: number[];
    outcome?: object;
    params?: Record<string, unknown>;
  };
}

interface Scripted {
  result?: object;
  error?: object;
  session?: boolean;
  rows?: Record<string, unknown>[];
  from?: number;
  times?: number;
  status?: number;
  body?: string;
  broken?: "unreachable" | "timeout" | "network";
}

/** Of a conversation. Which operation takes which is the vector's to say. */
// biome-ignore lint/suspicious/noExplicitAny: each operation takes what the vector has for it
type Arguments = Record<string, any>;

const path = new URL("../../vectors/conversations.json", import.meta.url);
const vectors: {
  node: string;
  chain_id: string;
  seed: string;
  copy: { seed: string; content: string; encryptor_public_key: string; content_hash: string };
  open: Record<string, Scripted[]>;
  conversations: Conversation[];
} = JSON.parse(readFileSync(path, "utf8"));

const COPY = {
  content: fromHex(vectors.copy.content),
  encryptorPublicKey: fromHex(vectors.copy.encryptor_public_key),
  contentHash: vectors.copy.content_hash,
};
const MAX_LIST = 20;

const PERSON: Record<string, (person: Person, given: Arguments) => Promise<unknown>> = {
  abandon_password_change: (person) => person.abandonPasswordChange(),
  access_log: (person, { before, limit }) => person.accessLog(before, limit),
  add_attribute: (person, { id, key, value }) => person.addAttribute(key, value, id),
  chain: async (person) => (await person.chain()).chainId,
  change_password: (person, { replaced, recipient, unreadable }) =>
    changeKey(person, {
      replaced: fromBase64(replaced),
      recipient: fromBase64(recipient),
      reencrypt: async ({ content }) => {
        if (toBase64(content) !== unreadable) return COPY;
        throw new IdosError("cannot_decrypt", "For another key.");
      },
    }),
  credential: (person, { id }) => person.credential(id),
  edit_attribute: (person, { id, key, value }) => person.editAttribute(id, key, value),
  erase_profile: (person) => person.eraseProfile(),
  grants_given: (person) => person.grantsGiven(),
  has_profile: (person, { address }) => person.hasProfile(address),
  log_out: (person) => person.session.signOut(),
  profile: (person) => person.profile(),
  remove_wallet: (person, { id }) => person.removeWallet(id),
  revoke: (person, { id }) => person.revoke(id),
  share: async (person, { id, copy_id: copyId, grantee, locked_until: lockedUntil }) => {
    await person.credential(id);
    vi.spyOn(crypto, "getRandomValues").mockImplementation((bytes) => {
      (bytes as Uint8Array).fill(fromHex(vectors.copy.seed)[0] ?? 0);
      return bytes;
    });
    return person.share({ originalId: id, grantee, lockedUntil, copy: COPY, copyId });
  },
  sign_write_grant: (person, grant) => person.writeGrantMessage(grant as WriteGrant),
};

const CONSUMER: Record<string, (consumer: Consumer, given: Arguments) => Promise<unknown>> = {
  all_grants: (consumer, { user_id: userId }) => consumer.allGrants(userId),
  credentials_shared_by: (consumer, { user_id: userId, issuer }) =>
    consumer.credentialsSharedBy(userId, issuer),
  grants_for: (consumer, { id }) => consumer.grantsFor(id),
  grants_received: (consumer, { user_id: userId, page, size }) =>
    consumer.grantsReceived({ userId, page, size }),
  rescind: (consumer, { id }) => consumer.rescind(id),
  shared_credential: (consumer, { id }) => consumer.sharedCredential(id),
};

function answerOf(script: Scripted): Answer {
  if (script.rows) return { result: table(counted(script, script.rows)) };
  if (script.status !== undefined) return new Response(script.body ?? "", { status: script.status });
  if (script.broken === "unreachable") return new TypeError("refused");
  if (script.broken === "timeout") return new DOMException("late", "TimeoutError");
  if (script.broken === "network") {
    return new Response(
      new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) }),
    );
  }
  return (script.error ? { error: script.error } : { result: script.result ?? {} }) as Answer;
}

/** The rows, repeated with `{n}` counted up; integers as nodes write them. */
function counted({ from = 0, times = 1 }: Scripted, rows: Record<string, unknown>[]) {
  const cell = (value: unknown, number: number) => {
    if (typeof value === "number") return String(value);
    return typeof value === "string" ? value.replaceAll("{n}", String(number).padStart(12, "0")) : value;
  };
  return Array.from({ length: times }, (_, at) => from + at).flatMap((number) =>
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value, number)])),
    ),
  );
}

/** A result as the vector has it: bytes as hex, the wire's names, and of a long list its ends. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value ?? null;
  const snake = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), plain(inner)]));
}

function shortened(value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= MAX_LIST) return value;
  return { length: value.length, first: value[0], last: value.at(-1) };
}

async function held(conversation: Conversation) {
  const { who, operation, answers = {}, terms = {}, signs_in } = conversation;
  const script = Object.entries({ ...vectors.open, ...answers }).map(([method, given]) => [
    method,
    (_: unknown, times: number) => {
      const answer = given[Math.min(times, given.length) - 1] ?? {};
      const isOpen = !answer.session || asked.some((each) => each.method === "kgw.authn");
      return isOpen ? answerOf(answer) : fault(-901);
    },
  ]);
  const asked: Asked[] = scripted(Object.fromEntries(script));
  const pauses: number[] = [];
  const session = new Session(vectors.node, new ServerKey(fromHex(vectors.seed)), {
    store: memoryStore(),
    networks: new KnownNetworks(memoryStore()),
    chainId: terms.chain_id === undefined ? vectors.chain_id : terms.chain_id,
    signReads: terms.sign_reads ?? false,
    ...(terms.max_fee && { maxFee: BigInt(terms.max_fee) }),
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  const call = async () => {
    if (signs_in) await session.signIn();
    const given = conversation.arguments ?? {};
    return who === "person"
      ? PERSON[operation]?.(new Person(session), given)
      : CONSUMER[operation]?.(new Consumer(session), given);
  };
  const outcome = await call().then(
    (result) => ({ result: shortened(plain(result)) }),
    (error: unknown) => {
      if (error instanceof UnknownOutcome) return { error: error.code, tx_hash: error.txHash };
      if (error instanceof IdosError) return { error: error.code };
      throw error;
    },
  );
  return { requests: asked.map(({ method, params }) => ({ method, params })), pauses, outcome };
}

/** What is to be asked: the same as by Python, or where this SDK differs, the same of each method. */
function expectedRequests({ requests, differs }: Conversation) {
  if (!differs?.requests) return requests;
  const times = new Map<string, number>();
  return differs.requests.map((method) => {
    const before = times.get(method) ?? 0;
    times.set(method, before + 1);
    const known = requests.filter((request) => request.method === method);
    const params = known[Math.min(before, known.length - 1)]?.params;
    return params
      ? { method, params: { ...params, ...differs.params } }
      : { method, params: expect.anything() };
  });
}

test.each(vectors.conversations.map((each) => [each.name, each] as const))("%s", async (_, conversation) => {
  const { requests, pauses, outcome } = await held(conversation);
  const { differs = { why: "" } } = conversation;
  expect(requests).toEqual(expectedRequests(conversation));
  expect(pauses).toEqual(differs.pauses ?? conversation.pauses);
  expect(outcome).toEqual(differs.outcome ?? conversation.outcome);
  vi.restoreAllMocks();
});

test("every operation is in a conversation", () => {
  const names = new Set(vectors.conversations.map(({ operation }) => operation));
  expect([...names].toSorted()).toEqual([...Object.keys(PERSON), ...Object.keys(CONSUMER)].toSorted());
});

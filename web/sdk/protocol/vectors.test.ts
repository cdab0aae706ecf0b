/** The vectors that the Python package is tested with, too: what the official client sends, byte for byte. */

import { readFileSync } from "node:fs";
import { fromBase64, fromHex, toHex } from "idos-core/bytes";
import { expect, test } from "vitest";
import { accessGrantId, type WriteGrant, writeGrant, writeGrantText } from "./grants.ts";
import { encodeCall, encodeExecution, payloadDigest } from "./payloads.ts";
import { callParameters, callText, isLoginFor, loginParameters, loginText, NOBODY } from "./reads.ts";
import { account, broadcastResult, callResult, chainInfo, challenge, health, price } from "./results.ts";
import {
  type Draft,
  encodeTransaction,
  signedText,
  type Transaction,
  transactionHash,
  transactionJson,
} from "./transaction.ts";
import { type Argument, type EncodedValue, encodeArgument, Id } from "./values.ts";

interface Value {
  type: { name: string; is_array: boolean; metadata: [number, number] };
  data_hex: string[];
  value: unknown;
}

interface Payload {
  namespace: string;
  action: string;
  calls?: Value[][];
  arguments?: Value[];
}

interface Expected {
  payload?: Payload | null;
  payload_hex: string;
  signed_message_hex: string;
  signature_hex: string;
  challenge_hex?: string;
  tx_bytes_hex?: string;
  tx_hash_hex: string;
}

interface Recorded {
  request_body: string;
  method: string;
  response_body: string;
  expected?: Expected;
}

interface Scenario {
  name: string;
  chain_id: string;
  base_url: string;
  requests: Recorded[];
}

interface TransactionJson {
  signature: { sig: string | null; type: string };
  body: { desc: string; payload: string; type: string; fee: string; nonce: number; chain_id: string };
  sender: string;
}

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), "utf8"));
}

const scenarios: Scenario[] = read("node-rpc").vectors;
const wallets = read("wallets");

/** Every recorded request of a method, named after its scenario. */
function requests(...methods: string[]): [string, Recorded, Scenario, number][] {
  return scenarios.flatMap((scenario) =>
    scenario.requests.flatMap((request, at): [string, Recorded, Scenario, number][] =>
      methods.includes(request.method) ? [[`${scenario.name}-${at}`, request, scenario, at]] : [],
    ),
  );
}

function expected({ expected: known }: Recorded): Expected {
  return known ?? expect.fail("the vector expects nothing");
}

function params(request: Recorded) {
  return JSON.parse(request.request_body).params;
}

function value({ type, data_hex }: Value): EncodedValue {
  const items = data_hex.map((item) => (item === "00" ? null : fromHex(item.slice(2))));
  return { type: { name: type.name, isArray: type.is_array, metadata: type.metadata }, items };
}

function argument({ type, value }: Value): Argument {
  if (type.name === "uuid") return new Id(value as string);
  return type.name === "int8" && value !== null ? Number(value) : (value as Argument);
}

const payloads = requests("user.call", "user.broadcast", "user.estimate_price").filter(
  ([, { expected: known }]) => known?.payload && (known.payload.calls || known.payload.arguments),
);

test("most scenarios are of requests that this client makes", () => {
  expect(scenarios).toHaveLength(61);
  expect(payloads.length).toBeGreaterThan(50);
});

test.each(payloads)("the payload of %s is built from its meaning", (_, request) => {
  const { payload, payload_hex } = expected(request);
  if (!payload) expect.fail("the vector has no payload");
  const { namespace, action, calls, arguments: args } = payload;
  const built = calls
    ? encodeExecution(
        namespace,
        action,
        calls.map((call) => call.map(value)),
      )
    : encodeCall(namespace, action, (args ?? []).map(value));
  expect(toHex(built)).toBe(payload_hex);
});

const ours = ["uuid", "text", "int8", "bool"];
const scalars = payloads
  .flatMap(([, request]) => [
    ...(expected(request).payload?.calls ?? []),
    expected(request).payload?.arguments ?? [],
  ])
  .flat()
  .filter(({ type, value }) => ours.includes(type.name) && !type.is_array && value !== null);

test.each(scalars.map((scalar) => [JSON.stringify(scalar.value), scalar] as const))(
  "the argument %s is encoded as the official client does",
  (_, scalar) => {
    const { type, items } = encodeArgument(argument(scalar));
    expect(type.name).toBe(scalar.type.name);
    expect(items).toEqual(value(scalar).items);
  },
);

const broadcasts = requests("user.broadcast").filter(([, request]) => {
  return request.expected?.tx_bytes_hex && params(request).tx.body.type === "execute";
});

function transaction(request: Recorded): Transaction {
  const { signature, body, sender }: TransactionJson = params(request).tx;
  return {
    description: body.desc,
    payload: fromBase64(body.payload),
    chainId: body.chain_id,
    sender: fromHex(sender),
    signatureType: signature.type,
    fee: body.fee,
    nonce: body.nonce,
    signature: fromBase64(signature.sig ?? ""),
  };
}

test.each(broadcasts)("the transaction of %s has the recorded text, bytes, hash and JSON", (_, request) => {
  const known = expected(request);
  const built = transaction(request);
  expect(toHex(signedText(built))).toBe(known.signed_message_hex);
  expect(toHex(encodeTransaction(built))).toBe(known.tx_bytes_hex);
  expect(transactionHash(built)).toBe(known.tx_hash_hex);
  expect(JSON.stringify(transactionJson(built))).toBe(JSON.stringify(params(request).tx));
});

const estimates = requests("user.estimate_price").filter(
  ([, request]) => params(request).tx.body.type === "execute",
);

test.each(estimates)("the price of %s is asked for with the recorded skeleton", (_, request) => {
  const { description, payload, chainId, sender, signatureType } = transaction(request);
  const draft: Draft = { description, payload, chainId, sender, signatureType };
  expect(JSON.stringify(transactionJson(draft))).toBe(JSON.stringify(params(request).tx));
});

const signedCalls = requests("user.call").filter(([, request]) => request.expected?.challenge_hex);

test.each(signedCalls)("the signed call %s has the recorded text and parameters", (_, request) => {
  const known = expected(request);
  const payload = fromHex(known.payload_hex);
  const proven = fromHex(known.challenge_hex ?? "");
  const { action = "", namespace = "" } = known.payload ?? {};
  expect(toHex(callText(namespace, action, payload, proven))).toBe(known.signed_message_hex);
  const { sender, auth_type: authType } = params(request);
  const signature = fromHex(known.signature_hex);
  const proof = { authType, sender: fromHex(sender), challenge: proven, signature };
  expect(JSON.stringify(callParameters(payload, proof))).toBe(JSON.stringify(params(request)));
});

test.each(requests("user.call").filter(([, request]) => params(request).sender === ""))(
  "the anonymous call %s has the recorded parameters",
  (_, request) => {
    const payload = fromHex(expected(request).payload_hex);
    expect(JSON.stringify(callParameters(payload, NOBODY))).toBe(JSON.stringify(params(request)));
  },
);

const logins = requests("kgw.authn").filter(([, request]) => request.expected?.signed_message_hex);

test.each(logins)("the login of %s has the recorded text", (_, request, scenario, at) => {
  const offered = scenario.requests[at - 1] ?? expect.fail("nothing was offered");
  const offer = loginParameters(JSON.parse(offered.response_body).result);
  expect(isLoginFor(offer, scenario.base_url, scenario.chain_id)).toBe(true);
  const text = loginText(offer, scenario.base_url, scenario.chain_id);
  expect(toHex(text)).toBe(expected(request).signed_message_hex);
});

const shapes = {
  "user.chain_info": chainInfo,
  "user.health": health,
  "user.challenge": challenge,
  "user.estimate_price": price,
  "user.account": account,
  "user.broadcast": broadcastResult,
  "user.call": callResult,
};

test.each(requests(...Object.keys(shapes)))("the answer of %s is understood", (_, request) => {
  const { result } = JSON.parse(request.response_body);
  if (result) expect(() => shapes[request.method as keyof typeof shapes](result)).not.toThrow();
});

test("a digest is the beginning of the payload's hash", () => {
  expect(payloadDigest(new Uint8Array())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4");
});

interface GrantVector {
  wallet_type: string;
  params: WriteGrant & { owner_wallet_identifier: string; grantee_wallet_identifier: string };
  message: string;
}

test.each((wallets.dwg as GrantVector[]).map((vector) => [vector.wallet_type, vector] as const))(
  "a write grant of %s has the recorded text",
  (_, { params: terms, message }) => {
    const grant = writeGrant({
      ...terms,
      owner: terms.owner_wallet_identifier,
      grantee: terms.grantee_wallet_identifier,
    });
    expect(writeGrantText(grant)).toBe(message);
  },
);

interface IdVector {
  name: string;
  grantee: string;
  data_id: string;
  locked_until: number;
  id: string;
}

test.each((wallets.access_grant_ids.vectors as IdVector[]).map((vector) => [vector.name, vector] as const))(
  "the id of the access grant %s is the recorded one",
  (_, { grantee, data_id, locked_until, id }) => {
    expect(accessGrantId(grantee, data_id, locked_until)).toBe(id);
  },
);

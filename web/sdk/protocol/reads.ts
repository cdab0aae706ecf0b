/** Reads: their parameters, and the texts that prove who asks (docs/protocol/reads.md). */

import { toBase64, toHex, utf8 } from "idos-core/bytes";
import { boolean, optional, type Shape, text } from "idos-core/shape";
import { row } from "../rows.ts";
import { checkLine } from "./binary.ts";
import { payloadDigest } from "./payloads.ts";

const LOGIN_VERSION = "1";
const MAX_LOGIN_FIELD_BYTES = 512;

/** What the signature of a view call covers. */
export function callText(
  namespace: string,
  action: string,
  payload: Uint8Array,
  challenge: Uint8Array,
): Uint8Array {
  return utf8(
    `Kwil view call.\n\nNamespace: ${namespace}\nMethod: ${action}\n` +
      `Digest: ${payloadDigest(payload)}\nChallenge: ${toHex(challenge)}\n`,
  );
}

/** Who asks: by name where there is a session, else by a signature over a challenge. */
export interface Proof {
  readonly authType: string;
  readonly sender: Uint8Array;
  readonly challenge: Uint8Array | null;
  readonly signature: Uint8Array;
}

/** Nobody in particular: for what is open to everybody. */
export const NOBODY: Proof = {
  authType: "secp256k1_ep", // as the official client says when nobody asks
  sender: new Uint8Array(),
  challenge: null,
  signature: new Uint8Array(),
};

/** The parameters of `user.call`. */
export function callParameters(payload: Uint8Array, proof: Proof): Record<string, unknown> {
  return {
    body: { payload: toBase64(payload), ...challengeMember(proof) },
    ...proofMembers(proof),
  };
}

/** The method, and the name under which a call of it is signed. No action can have it. */
export const ACCESS_LOG = "user.access_log";

/** The parameters of `user.access_log`. */
export function accessLogParameters(
  before: number | null,
  limit: number,
  proof: Proof,
): Record<string, unknown> {
  return { before, limit, ...challengeMember(proof), ...proofMembers(proof) };
}

function challengeMember({ challenge }: Proof): object {
  return challenge === null ? {} : { challenge: toBase64(challenge) };
}

function proofMembers({ authType, sender, signature }: Proof): object {
  return { auth_type: authType, sender: toHex(sender), signature: toBase64(signature) };
}

/**
 * The result of `kgw.authn_param`: what to sign in order to open a session. A member that is missing is empty.
 *
 * `token`: whether the gateway gives tokens to those who ask for one, and not only cookies.
 */
export interface LoginParameters {
  readonly nonce: string;
  readonly statement: string;
  readonly issueAt: string;
  readonly expirationTime: string;
  readonly chainId: string;
  readonly domain: string;
  readonly version: string;
  readonly uri: string;
  readonly token: boolean;
}

const line: Shape<string> = (value) => checkLine(text(value), "A value", MAX_LOGIN_FIELD_BYTES, true);
const maybe = optional(line, "");

export const loginParameters: Shape<LoginParameters> = row<LoginParameters>({
  nonce: line,
  statement: line,
  issueAt: line,
  expirationTime: line,
  chainId: maybe,
  domain: maybe,
  version: maybe,
  uri: maybe,
  token: optional(boolean, false),
});

/** Whether the login is for this gateway and this network; what the gateway leaves empty is not held against it. */
export function isLoginFor(offer: LoginParameters, provider: string, chainId: string): boolean {
  const wanted = { domain: provider, version: LOGIN_VERSION, chainId };
  return (["domain", "version", "chainId"] as const).every(
    (name) => offer[name] === "" || offer[name] === wanted[name],
  );
}

/** What the signature of a login covers. `provider` is the address asked, without a final slash. */
export function loginText(offer: LoginParameters, provider: string, chainId: string): Uint8Array {
  const statement = offer.statement === "" ? "" : `${offer.statement}\n`;
  return utf8(
    `${provider} wants you to sign in with your account:\n\n${statement}\n` +
      `URI: ${offer.uri}\nVersion: ${LOGIN_VERSION}\nChain ID: ${chainId}\nNonce: ${offer.nonce}\n` +
      `Issue At: ${offer.issueAt}\nExpiration Time: ${offer.expirationTime}\n`,
  );
}

/** What a node's answers mean: from codes and texts of the wire to `IdosError` (docs/protocol/transport.md §3). */

import { IdosError } from "idos-core/errors";
import { count, optional, record, type Shape, text } from "idos-core/shape";
import { oneLine } from "./protocol/binary.ts";
import { refusalOf } from "./protocol/refusals.ts";
import { type TxResult, txError } from "./protocol/results.ts";

export const SIGN_IN_NEEDED = "sign_in_needed";
/** The error's code when there is no session, or it has ended: the person has to sign in (again). */
export const SIGNED_OUT = "signed_out";
/** Codes with which a node wants the call signed. */
export const CHALLENGE_NEEDED: ReadonlySet<string> = new Set(["challenge_needed", "challenge_expired"]);
/** The account's next nonce is another: somebody else used it first. */
export const NONCE_TAKEN = "rejected_nonce";
/** Codes of rejections that a transaction also meets when it has arrived before. */
export const SENT_TWICE: ReadonlySet<string> = new Set([NONCE_TAKEN, "rejected_unknown"]);
/** Codes of a node that has no room now: the request surely had no effect. */
export const BUSY: ReadonlySet<string> = new Set(["busy", "too_many_requests"]);
/** Codes that leave open what became of a request. */
export const UNDECIDED: ReadonlySet<string> = new Set([
  "unreachable",
  "network",
  "timeout",
  "bad_response",
  "node_timeout",
  "node_internal",
  "unknown_fault",
]);

/** Codes with which nodes say that they have no such view. */
const NO_VIEW: ReadonlySet<string> = new Set(["unknown_action", "action_failed"]);

/** The answer of a view that official nodes lack; there, what stands in for it. */
export async function ifThere<T, D>(answer: Promise<T>, otherwise: D): Promise<T | D> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IdosError && NO_VIEW.has(error.code)) return otherwise;
    throw error;
  }
}

/** The `error` of a response. */
export interface Fault {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/** A transaction was handed over and its fate could not be learned: it may or may not have been committed. */
export class UnknownOutcome extends IdosError {
  readonly txHash: string;

  constructor(txHash: string) {
    super("unknown_outcome", "The transaction was sent, and its outcome could not be learned.");
    this.txHash = txHash;
  }
}

const ENGINE = -300;
const TX_REJECTED = -201;
const FAULTS: Readonly<Record<number, string>> = {
  [-32700]: "parse_error",
  [-32600]: "invalid_request",
  [-32602]: "invalid_params",
  [-32601]: "unsupported_method",
  [-32603]: "node_internal",
  [-32001]: "node_timeout",
  [-32000]: "node_internal",
  [-200]: "node_internal",
  [-202]: "transaction_not_found",
  [-203]: "invalid_payload",
  [-400]: "node_internal",
  [-500]: "node_internal",
  [-600]: "node_internal",
  [-601]: "invalid_identity",
  [-700]: "node_internal",
  [-900]: "node_internal",
  [-901]: SIGN_IN_NEEDED,
  [-902]: "invalid_payload",
  [-903]: "not_allowed",
  [-904]: "sign_in_expired",
  [-905]: "too_many_requests",
  [-1001]: "challenge_needed",
  [-1002]: "invalid_challenge",
  [-1003]: "challenge_expired",
  [-1004]: "bad_signature",
  [-1005]: "unknown_signature_type",
  [-1006]: "too_many_requests",
};

const TX_OK = 0;
const TX_NONCE = 4;
const TX_UNKNOWN = 65535;
const REJECTIONS: Readonly<Record<number, string>> = {
  1: "rejected_encoding",
  2: "rejected_payload_type",
  3: "rejected_signature",
  [TX_NONCE]: NONCE_TAKEN,
  5: "rejected_chain",
  6: "rejected_balance",
  7: "rejected_fee",
  8: "rejected_amount",
  9: "rejected_sender",
  10: "node_timeout",
  11: "busy",
  100: "rejected_schema",
  110: "rejected_namespace_missing",
  120: "rejected_namespace_exists",
  130: "rejected_resolution_type",
  200: "rejected_migrating",
  201: "rejected_migrated",
  [TX_UNKNOWN]: "rejected_unknown",
};

/** What a node answered, read. Throws `bad_response` when it makes no sense. */
export function understood<T>(shape: Shape<T>, answer: unknown): T {
  try {
    return shape(answer);
  } catch (error) {
    const detail = error instanceof IdosError ? error.message : "";
    throw new IdosError("bad_response", `The node's answer is not understood. ${detail}`);
  }
}

/** The error that a fault stands for. One with an unknown code does not say that nothing was done. */
export function faultError(fault: Fault): IdosError {
  if (fault.code === ENGINE) return refusalOf(fault.message);
  if (fault.code === TX_REJECTED) return rejectionError(fault);
  return new IdosError(FAULTS[fault.code] ?? "unknown_fault", oneLine(fault.message));
}

/** Throws the error of a transaction that is in a block and failed. */
export function checkResult({ code, log }: TxResult): void {
  if (code === TX_OK) return;
  if (code === TX_NONCE) throw new IdosError(NONCE_TAKEN, oneLine(log));
  throw refusalOf(txError(log) ?? (log || `The transaction failed with code ${code}.`));
}

const rejection = record({ code: optional(count, TX_UNKNOWN), message: optional(text, "") });

/** Why a transaction was not admitted. */
function rejectionError({ message, data }: Fault): IdosError {
  let read = { code: TX_UNKNOWN, message: "" };
  try {
    read = rejection(data);
  } catch {
    // Nodes may leave it out: then the fault's own message is all there is.
  }
  return new IdosError(REJECTIONS[read.code] ?? "rejected_unknown", oneLine(read.message || message));
}

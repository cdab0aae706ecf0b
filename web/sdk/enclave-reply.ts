/** What the enclave answers on a request's port: `{result}`, or `{error, code}` (docs/enclave.md §1). */

import { IdosError } from "idos-core/errors";
import { refusal } from "idos-ports/refusal";

/** The result of a reply to the request with this number. Throws its refusal, or `bad_response`. */
export function resultOf(reply: unknown, id: number): unknown {
  if (typeof reply !== "object" || reply === null) throw malformed();
  // The official enclave repeats no number.
  if ("id" in reply && reply.id !== id) throw malformed();
  if ("error" in reply) throw refused(reply);
  return "result" in reply ? reply.result : undefined;
}

/** Ports carry no code in an error, so it stands beside it. */
function refused(reply: object): IdosError {
  const { error, code } = reply as { error: unknown; code?: unknown };
  try {
    return refusal({ code, message: (error as Partial<Error> | null)?.message });
  } catch {
    return malformed();
  }
}

function malformed(): IdosError {
  return new IdosError("bad_response", "The answer is malformed.");
}

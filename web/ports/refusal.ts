/** Refusals that another page sent. */

import { IdosError } from "idos-core/errors";
import { matching, object, type Shape, text } from "idos-core/shape";

const MAX_MESSAGE = 500;

/** The stable code of a refusal. */
export const code: Shape<string> = matching(/^[a-z][a-z0-9_]{0,63}$/, "Not a code.");

/** A refusal `{code, message}` as an error. Throws `invalid` for what is none. */
export const refusal: Shape<IdosError> = (value) => {
  const given = object(value);
  return new IdosError(code(given.code), text(given.message).slice(0, MAX_MESSAGE));
};

/** The code of an error that code of another origin threw; `otherwise` where it has none. */
export function foreignCodeOf(error: unknown, otherwise: string): string {
  try {
    return code(object(error).code);
  } catch {
    return otherwise;
  }
}

/** Grants for tests. */

import type { Entry } from "../state/grants.ts";

/** A UUID that ends in a number. */
export function id(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** An entry whose ids end in its number; changes go to the grant or to what it is about. */
export function entry(
  number: number,
  grant: Partial<Entry["grant"]> = {},
  about: Partial<NonNullable<Entry["about"]>> = {},
): Entry {
  return {
    grant: {
      id: id(number),
      ownerUserId: id(1000 + number),
      grantee: "acme",
      dataId: id(2000 + number),
      lockedUntil: 0,
      inserterType: "user",
      inserterId: "",
      contentHash: null,
      ...grant,
    },
    about: {
      type: "passport",
      level: "basic",
      status: "approved",
      issuer: "ab",
      hasOriginal: true,
      ...about,
    },
  };
}

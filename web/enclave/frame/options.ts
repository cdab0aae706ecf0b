/** What the embedding page configures. Names are the official ones; what is not used here is passed over. */

import { KEY_SIZE } from "idos-core/box";
import { fromBase64 } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import { isTheme, type Theme } from "idos-look/theme";
import { SCOPES, type Scope } from "../protocol.ts";

export interface Options {
  mode: "new" | "existing";
  userId: string | null;
  expectedPublicKey: string | null;
  theme: Theme;
  /** What the page means to do; a page that does not say may mean all of it. */
  scopes: Scope[];
}

export const INITIAL: Options = {
  mode: "existing",
  userId: null,
  expectedPublicKey: null,
  theme: "auto",
  scopes: [...SCOPES],
};

const USER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The options after a `reconfigure`: names that are absent keep their value, undefined unsets them. */
export function reconfigured(options: Options, change: unknown): Options {
  if (typeof change !== "object" || change === null) throw invalid("The configuration is not an object.");
  const given = change as Record<string, unknown>;
  if (given.encryptionPasswordStore === "mpc") throw noMpc();
  return {
    mode: pick(given, "mode", options.mode, (value) => (value === "new" ? "new" : "existing")),
    userId: pick(given, "userId", options.userId, userIdOf),
    expectedPublicKey: pick(
      given,
      "expectedUserEncryptionPublicKey",
      options.expectedPublicKey,
      publicKeyText,
    ),
    theme: pick(given, "theme", options.theme, (value) => (isTheme(value) ? value : "auto")),
    scopes: pick(given, "scopes", options.scopes, scopesOf),
  };
}

/** The key store of the multi-party network is not built here. */
export function noMpc(): IdosError {
  return new IdosError(
    "mpc_unsupported",
    "This enclave keeps keys by password; it has no multi-party store.",
  );
}

function pick<Value>(
  given: Record<string, unknown>,
  name: string,
  earlier: Value,
  decode: (value: unknown) => Value,
): Value {
  return name in given ? decode(given[name]) : earlier;
}

function userIdOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || !USER_ID.test(value)) throw invalid("The user id is not a UUID.");
  return value;
}

function publicKeyText(value: unknown): string | null {
  if (value === undefined || value === null || value === "") return null;
  const isKey = typeof value === "string" && fromBase64(value).length === KEY_SIZE;
  if (!isKey) throw invalid("The expected public key is not 32 bytes in base64.");
  return value;
}

function scopesOf(value: unknown): Scope[] {
  const given: unknown[] = Array.isArray(value) ? value : [];
  return SCOPES.filter((scope) => given.length === 0 || given.includes(scope));
}

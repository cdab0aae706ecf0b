/** From a person's password to their X25519 secret key. Format: docs/protocol/encryption.md §2. */

import { scryptAsync } from "@noble/hashes/scrypt.js";
import { KEY_SIZE, publicKeyOf } from "./box.ts";
import { sameBytes, utf8 } from "./bytes.ts";
import { IdosError, invalid } from "./errors.ts";

const SALT = /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}$/i;
const COST = 2 ** 14;
const LEGACY_COST = 2 ** 7;
const MAX_PASSWORD_CHARS = 64 * 1024;

/** Called with 0 to 1 while a derivation runs. */
export type Progress = (done: number) => void;

/**
 * The 32-byte secret key of a password: scrypt (RFC 7914) with r = 8, p = 1, N = 16384, or 128 for `legacy`.
 *
 * The password is normalised to NFKC. The salt is the text of the user id, a version 4 UUID, as it is given:
 * another case of its letters gives another key.
 */
export async function deriveSecretKey(
  password: string,
  userId: string,
  { legacy = false, onProgress }: { legacy?: boolean; onProgress?: Progress } = {},
): Promise<Uint8Array> {
  if (!SALT.test(userId)) throw invalid("The salt is not a version 4 UUID.");
  if (password.length > MAX_PASSWORD_CHARS) throw invalid("The password is too long.");
  return scryptAsync(utf8(password.normalize("NFKC")), utf8(userId), {
    N: legacy ? LEGACY_COST : COST,
    r: 8,
    p: 1,
    dkLen: KEY_SIZE,
    ...(onProgress && { onProgress }),
  });
}

/** The secret key of a new profile, whose id counts in lower case. */
export function createSecretKey(
  password: string,
  userId: string,
  onProgress?: Progress,
): Promise<Uint8Array> {
  return deriveSecretKey(password, userId.toLowerCase(), onProgress && { onProgress });
}

/**
 * The secret key of an existing profile. Older ones may come from an id in upper case, or from the older cost:
 * those are tried when the usual way gives another key. Throws `wrong_password` when none gives the expected.
 */
export async function unlockSecretKey(
  password: string,
  userId: string,
  expectedPublicKey: Uint8Array,
  onProgress?: Progress,
): Promise<Uint8Array> {
  const salts = [...new Set([userId.toLowerCase(), userId, userId.toUpperCase()])];
  const ways = [
    ...salts.map((salt) => ({ salt, legacy: false })),
    { salt: userId.toLowerCase(), legacy: true },
  ];
  for (const [at, { salt, legacy }] of ways.entries()) {
    const secret = await deriveSecretKey(password, salt, {
      legacy,
      onProgress: (done) => onProgress?.((at + done) / ways.length),
    });
    if (sameBytes(publicKeyOf(secret), expectedPublicKey)) return secret;
  }
  throw new IdosError("wrong_password", "The password does not open this profile's key.");
}

/**
 * Keys that the official enclave left in localStorage on this origin: read once, kept better, deleted.
 *
 * Its values are JSON; the key is sealed under one that follows from the user id beside it, so it is no secret
 * from whoever reads the storage. Format: docs/enclave.md, "Coming from the official page".
 */

import { secretbox } from "@noble/ciphers/salsa.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { KEY_SIZE, publicKeyOf } from "idos-core/box";
import { fromBase64, fromHex, fromUtf8, toBase64, utf8 } from "idos-core/bytes";
import { type Vault, VISIT } from "./vault.ts";

const PREFIX = "idOS-";
const SALT_SIZE = 16;
const NONCE_SIZE = 24;
const PLAIN_NAMES = ["encryption-secret-key", "encryption-private-key"];

/** Take over the old key, if there is one that can be read and has time left, and remove every old entry. */
export async function migrate(storage: Storage, vault: Vault, now: number): Promise<void> {
  const entries = oldEntries(storage);
  if (Object.keys(entries).length === 0) return;
  const userId = entries["user-id"];
  const expiry = expiryOf(entries["storage-expiration"]);
  if (typeof userId === "string" && (expiry === null || expiry > now)) {
    const secretKey = await oldKey(entries, userId);
    if (secretKey) {
      await vault.save(userId, secretKey, { until: expiry ?? now + VISIT, isVisit: expiry === null });
    }
  }
  for (const name of Object.keys(entries)) storage.removeItem(PREFIX + name);
}

function oldEntries(storage: Storage): Record<string, unknown> {
  const names = Object.keys(storage).filter((name) => name.startsWith(PREFIX));
  return Object.fromEntries(names.map((name) => [name.slice(PREFIX.length), parse(storage.getItem(name))]));
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

function expiryOf(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

async function oldKey(entries: Record<string, unknown>, userId: string): Promise<Uint8Array | null> {
  const wrapped = entries["obfuscated-base64-encryption-secret-key"];
  const plain = PLAIN_NAMES.map((name) => entries[name]).find((value) => typeof value === "string");
  try {
    const text = typeof wrapped === "string" ? await unwrap(wrapped, userId) : plain;
    const secretKey = typeof text === "string" ? fromBase64(text) : null;
    if (secretKey?.length !== KEY_SIZE) return null;
    const publicKey = entries["encryption-public-key"];
    return publicKey === undefined || publicKey === toBase64(publicKeyOf(secretKey)) ? secretKey : null;
  } catch {
    return null; // what cannot be read is of no use to anybody; the password opens the key as before
  }
}

async function unwrap(wrapped: string, userId: string): Promise<string> {
  const bytes = fromHex(wrapped.replace(/^0x/, ""));
  const salt = bytes.subarray(0, SALT_SIZE);
  const nonce = bytes.subarray(SALT_SIZE, SALT_SIZE + NONCE_SIZE);
  const key = await scryptAsync(utf8(userId), salt, { N: 2 ** 14, r: 8, p: 1, dkLen: KEY_SIZE });
  return fromUtf8(secretbox(key, nonce).open(bytes.subarray(SALT_SIZE + NONCE_SIZE)));
}

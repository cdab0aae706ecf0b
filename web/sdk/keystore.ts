/**
 * A server's keys in a file, encrypted with a password, as the `idos` command makes them: format `idos-key-1`.
 *
 * A NaCl secretbox under Argon2id of the password (RFC 9106: version 1.3, 64 MiB, three passes, one lane). The
 * file names no cost, so that nobody can make one that is cheap to guess at, or that takes the page's memory.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { publicKeyOf } from "idos-core/box";
import { fromUtf8, sameBytes, utf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import * as secretbox from "idos-core/secretbox";
import { base64, key, list, oneOf, optional, record, type Shape, text } from "idos-core/shape";
import { controllerOf, publicKeyMultibase } from "./credentials/keys.ts";
import { ServerKey } from "./signer.ts";

export const MAX_KEY_FILE_BYTES: number = 16 * 1024;

const COST = { t: 3, m: 64 * 1024, p: 1, version: 0x13, dkLen: 32 };
const SLICE = 12; // milliseconds of work between two looks at what else the page has to do
const SALT_SIZE = 16;

/** Whose keys these are. Files of wallets hold other secrets, which are no business of a page. */
const KINDS = ["server", "issuer"] as const;
const SECRETS = { server: 2, issuer: 3 };

/** What others may know of the keys. Nothing vouches for it until the file is opened. */
export interface Card {
  readonly kind: (typeof KINDS)[number];
  readonly identifier: string;
  readonly encryptionPublicKey: Uint8Array;
  readonly credentialKey: Readonly<Record<string, string>> | null;
}

/** The keys of a server or an issuer: one to sign in with, and one that copies are encrypted to. */
export interface Keys {
  readonly signer: ServerKey;
  readonly encryptionKey: Uint8Array;
  /** Overwrite both. */
  forget(): void;
}

/** A key file that is still closed. */
export interface KeyFile {
  readonly card: Card;
  /**
   * Open it. This takes about a second, in slices, and `onProgress` gets how far it is, from 0 to 1.
   * Throws `wrong_key_password`, or `not_a_key_file` when the public part is not that of the secrets.
   */
  open(password: string, onProgress?: (done: number) => void): Promise<Keys>;
}

const method: Shape<Record<string, string>> = record({
  type: text,
  id: text,
  controller: text,
  publicKeyMultibase: text,
});
const card: Shape<Card> = record<Card>(
  {
    kind: oneOf(...KINDS),
    identifier: text,
    encryptionPublicKey: key,
    credentialKey: optional(method, null),
  },
  { encryptionPublicKey: "encryption_public_key", credentialKey: "credential_key" },
);
const document = record({
  format: oneOf("idos-key-1"),
  public: record({ kind: text }),
  salt: base64,
  box: base64,
});
const secrets = record({ kind: oneOf(...KINDS), secrets: list(key, 3), uri: optional(text, null) });

/** Read a key file. Throws `not_a_key_file`, or `wrong_key_kind` for a wallet's. */
export function readKeyFile(bytes: Uint8Array): KeyFile {
  const { given, salt, box } = understood(() => {
    if (bytes.length > MAX_KEY_FILE_BYTES) throw notAKeyFile();
    const parsed = JSON.parse(fromUtf8(bytes));
    return { ...document(parsed), given: parsed.public };
  });
  if (salt.length !== SALT_SIZE) throw notAKeyFile();
  if (!(KINDS as readonly unknown[]).includes(given.kind)) {
    throw new IdosError("wrong_key_kind", "These are the keys of a wallet; a server's are needed.");
  }
  const shown = understood(() => card(given));
  return { card: shown, open: (password, onProgress) => open(shown, salt, box, password, onProgress) };
}

async function open(
  shown: Card,
  salt: Uint8Array,
  box: Uint8Array,
  password: string,
  onProgress?: (done: number) => void,
): Promise<Keys> {
  const boxKey = await argon2idAsync(utf8(password.normalize("NFKC")), salt, {
    ...COST,
    asyncTick: SLICE,
    ...(onProgress && { onProgress }),
  });
  let plain: Uint8Array;
  try {
    plain = secretbox.open(box, boxKey);
  } catch {
    throw new IdosError("wrong_key_password", "The password does not open the key file.");
  } finally {
    boxKey.fill(0);
  }
  try {
    return understood(() => keysOf(JSON.parse(fromUtf8(plain)), shown));
  } finally {
    plain.fill(0);
  }
}

/** The keys, when what the file shows of them is theirs. */
function keysOf(parsed: unknown, shown: Card): Keys {
  const opened = secrets(parsed);
  const [signingSeed, encryptionKey, credentialSeed] = opened.secrets;
  if (!signingSeed || !encryptionKey || opened.secrets.length !== SECRETS[opened.kind]) throw notAKeyFile();
  const signer = new ServerKey(signingSeed);
  const isShown =
    opened.kind === shown.kind &&
    signer.identifier === shown.identifier &&
    sameBytes(publicKeyOf(encryptionKey), shown.encryptionPublicKey) &&
    isMethod(shown.credentialKey, opened.uri, credentialSeed);
  for (const seed of [signingSeed, credentialSeed]) seed?.fill(0);
  if (!isShown) throw notAKeyFile();
  return {
    signer,
    encryptionKey,
    forget: () => {
      signer.forget();
      encryptionKey.fill(0);
    },
  };
}

/** Whether the key that proves an issuer's credentials is shown; a server has neither the name nor the key. */
function isMethod(shown: Card["credentialKey"], uri: string | null, seed: Uint8Array | undefined): boolean {
  if (!uri || !seed || !shown) return !(uri || seed || shown);
  return (
    shown.id === `${uri}/keys/1` &&
    shown.controller === controllerOf(uri) &&
    shown.publicKeyMultibase === publicKeyMultibase(ed25519.getPublicKey(seed))
  );
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw notAKeyFile();
  }
}

function notAKeyFile(): IdosError {
  return new IdosError("not_a_key_file", "This is not a key file, or it was altered.");
}

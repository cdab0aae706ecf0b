/** The requests that the embedding page may make: a table of official names, and ours. */

import { KEY_SIZE, open, type Sealed, seal } from "idos-core/box";
import { fromBase64, fromUtf8, toBase64 } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import { type Criteria, recordMatches } from "idos-core/filter";
import { contentHash } from "idos-core/hash";
import type { Caller, Keeper } from "./keeper.ts";
import { noMpc } from "./options.ts";

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_TEXT = 16 * 1024;
const MAX_LINE = 300;
const MAX_CREDENTIALS = 1000;
const MAX_FIELDS = 40;

type Method = (keeper: Keeper, caller: Caller, args: unknown[]) => Promise<unknown>;

/** Answer a request. Throws `unknown_method`, `invalid`, `too_large`, and what the key's keeper throws. */
export async function answer(
  keeper: Keeper,
  caller: Caller,
  method: string,
  args: unknown[],
): Promise<unknown> {
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!known) throw new IdosError("unknown_method", `Unexpected request: ${method.slice(0, MAX_LINE)}`);
  return known(keeper, caller, args);
}

const METHODS: Record<string, Method> = {
  load: async () => undefined,

  reconfigure: async (keeper, _, [options]) => keeper.reconfigure(options),

  reset: async (keeper) => keeper.reset(),

  cancel: async (keeper) => keeper.cancel(),

  ensureUserEncryptionProfile: (keeper, caller) => keeper.inTurn(caller, (turn) => keeper.ensure(turn)),

  encrypt: (keeper, caller, [message, receiver]) => {
    const plaintext = bytes(message);
    const recipient = key(receiver);
    return keeper.inTurn(caller, (turn) =>
      keeper.use(turn, "encrypt", null, () => seal(plaintext, recipient)),
    );
  },

  decrypt: (keeper, caller, [content, sender]) => {
    const sealed = { content: bytes(content), encryptorPublicKey: key(sender) };
    return keeper.inTurn(caller, (turn) =>
      keeper.use(turn, "decrypt", null, (secretKey) => open(sealed, secretKey)),
    );
  },

  filterCredentials: (keeper, caller, [given, filters]) => {
    const credentials = credentialList(given);
    const { pick, omit } = criteriaPair(filters);
    const blank = ({ record }: Listed) => ({ ...record, content: "" });
    if (Object.keys(pick).length + Object.keys(omit).length === 0) {
      return Promise.resolve(credentials.map(blank));
    }
    return keeper.inTurn(caller, (turn) =>
      keeper.use(turn, "filter", `${credentials.length}`, (secretKey) =>
        credentials.filter((listed) => matches(listed, secretKey, pick, omit)).map(blank),
      ),
    );
  },

  confirm: (keeper, caller, [message]) => {
    const shown = text(message, MAX_TEXT);
    return keeper.inTurn(caller, (turn) => keeper.confirm(turn, shown));
  },

  backupUserEncryptionProfile: (keeper, caller) => keeper.inTurn(caller, (turn) => keeper.backup(turn)),

  prepareKeyChange: (keeper, caller) => keeper.inTurn(caller, (turn) => keeper.prepareKeyChange(turn)),

  reencryptForKeyChange: (keeper, caller, [request]) => {
    const sealed = sealedOf(object(request));
    return keeper.inTurn(caller, (turn) => keeper.reencryptForKeyChange(turn, sealed));
  },

  reencrypt: (keeper, caller, [request]) => {
    const share = shareOf(request);
    return keeper.inTurn(caller, (turn) => reencrypt(keeper, turn, share));
  },

  signTypedDataResponse: async () => {
    throw new IdosError("nothing_to_sign", "No signature was asked for.");
  },

  addAddressMessageToSign: refuseMpc,
  removeAddressMessageToSign: refuseMpc,
  addAddressToMpcSecret: refuseMpc,
  removeAddressFromMpcSecret: refuseMpc,
};

async function refuseMpc(): Promise<never> {
  throw noMpc();
}

type Share = ReturnType<typeof shareOf>;

/** A copy for somebody else. The page gets ciphertext and hash; the plaintext stays here. */
async function reencrypt(keeper: Keeper, caller: Caller, { sealed, recipient, shown }: Share) {
  return keeper.use(caller, "share", shown.granteeName ?? shown.grantee, async (secretKey) => {
    const plaintext = open(sealed, secretKey);
    await keeper.consentToShare(caller, { ...shown, fields: fieldNames(plaintext) });
    return { ...seal(plaintext, recipient), contentHash: contentHash(plaintext) };
  });
}

function shareOf(value: unknown) {
  const request = object(value);
  const recipient = key(request.recipientPublicKey);
  const line = (name: string) => (request[name] === undefined ? null : text(request[name], MAX_LINE));
  return {
    sealed: sealedOf(request),
    recipient,
    shown: {
      recipient: toBase64(recipient),
      grantee: text(request.grantee, MAX_LINE),
      granteeName: line("granteeName"),
      label: line("label"),
      purpose: line("purpose"),
      lockedUntil: unixSeconds(request.lockedUntil),
    },
  };
}

function sealedOf({ content, encryptorPublicKey }: Record<string, unknown>): Sealed {
  return { content: bytes(content), encryptorPublicKey: key(encryptorPublicKey) };
}

/** The names of a credential's fields, for the person to see what a copy holds. */
function fieldNames(plaintext: Uint8Array): string[] | null {
  const record = recordOf(plaintext);
  if (record === null) return null;
  const subject = record.credentialSubject;
  const fields = typeof subject === "object" && subject !== null ? subject : record;
  return Object.keys(fields)
    .filter((name) => name !== "id" && !name.startsWith("@"))
    .slice(0, MAX_FIELDS);
}

/** A content that is no record, or not for this key, does not match. */
function matches({ sealed }: Listed, secretKey: Uint8Array, pick: Criteria, omit: Criteria): boolean {
  try {
    const record = recordOf(open(sealed(), secretKey));
    return record !== null && recordMatches(record, pick, omit);
  } catch (error) {
    if (error instanceof IdosError) return false;
    throw error;
  }
}

function recordOf(plaintext: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(fromUtf8(plaintext));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

interface Listed {
  record: Record<string, unknown>;
  sealed: () => Sealed;
}

function credentialList(value: unknown): Listed[] {
  if (!Array.isArray(value)) throw invalid("The credentials are not a list.");
  if (value.length > MAX_CREDENTIALS) throw tooLarge();
  return value.map((item: unknown) => {
    const record = object(item);
    const { content, encryptor_public_key: encryptor } = record;
    const sealed = () => ({ content: decoded(content), encryptorPublicKey: decoded(encryptor) });
    return { record, sealed };
  });
}

function decoded(value: unknown): Uint8Array {
  return bytes(fromBase64(text(value, 2 * MAX_BYTES)));
}

function criteriaPair(value: unknown): { pick: Criteria; omit: Criteria } {
  const { pick = {}, omit = {} } = value === undefined ? {} : object(value);
  return { pick: criteria(pick), omit: criteria(omit) };
}

function criteria(value: unknown): Criteria {
  const entries = Object.entries(object(value));
  if (!entries.every(([, values]) => Array.isArray(values))) {
    throw invalid("A filter has a list of values for each path.");
  }
  return Object.fromEntries(entries) as Criteria;
}

function object(value: unknown): Record<string, unknown> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject) throw invalid("An argument is not an object.");
  return value as Record<string, unknown>;
}

function bytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw invalid("An argument is not a Uint8Array.");
  if (value.length > MAX_BYTES) throw tooLarge();
  return value;
}

function key(value: unknown): Uint8Array {
  const given = bytes(value);
  if (given.length !== KEY_SIZE) throw invalid("A public key has 32 bytes.");
  return given;
}

function text(value: unknown, limit: number): string {
  if (typeof value !== "string") throw invalid("An argument is not text.");
  if (value.length > limit) throw tooLarge();
  return value;
}

function unixSeconds(value: unknown): number {
  if (value === undefined) return 0;
  const isTime = Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isTime) throw invalid("A lock is a number of Unix seconds.");
  return value as number;
}

function tooLarge(): IdosError {
  return new IdosError("too_large", "An argument is larger than the enclave takes.");
}

/** The requests that the embedding page may make: a table of official names, and ours. */

import { open, type Sealed, seal } from "idos-core/box";
import { fromBase64 } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import { type Criteria, recordMatches } from "idos-core/filter";
import { keyBytes, object } from "idos-core/shape";
import { bytes, MAX_BYTES, sealedOf, text, tooLarge } from "./arguments.ts";
import { recordOf } from "./content.ts";
import type { Caller, KeyService } from "./key-service.ts";
import { noMpc } from "./options.ts";
import { share, shareOf } from "./share.ts";

const MAX_TEXT = 16 * 1024;
const MAX_LINE = 300;
const MAX_CREDENTIALS = 1000;

type Method = (keys: KeyService, caller: Caller, args: unknown[]) => Promise<unknown>;

/** Answer a request. Throws `unknown_method`, `invalid`, `too_large`, and what the key service throws. */
export async function answer(
  keys: KeyService,
  caller: Caller,
  method: string,
  args: unknown[],
): Promise<unknown> {
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!known) throw new IdosError("unknown_method", `Unexpected request: ${method.slice(0, MAX_LINE)}`);
  return known(keys, caller, args);
}

export const METHODS: Record<string, Method> = {
  load: async () => undefined,

  reconfigure: async (keys, _, [options]) => keys.reconfigure(options),

  reset: async (keys) => keys.reset(),

  cancel: async (keys) => keys.cancel(),

  ensureUserEncryptionProfile: (keys, caller) => keys.inTurn(caller, (turn) => keys.ensure(turn)),

  encrypt: (keys, caller, [message, receiver]) => {
    const plaintext = bytes(message);
    const recipient = keyBytes(receiver);
    return keys.inTurn(caller, (turn) => keys.use(turn, "encrypt", null, () => seal(plaintext, recipient)));
  },

  decrypt: (keys, caller, [content, sender]) => {
    const sealed = { content: bytes(content), encryptorPublicKey: keyBytes(sender) };
    return keys.inTurn(caller, (turn) =>
      keys.use(turn, "decrypt", null, (secretKey) => open(sealed, secretKey)),
    );
  },

  filterCredentials: (keys, caller, [given, filters]) => {
    const credentials = credentialList(given);
    const { pick, omit } = criteriaPair(filters);
    const blank = ({ record }: Listed) => ({ ...record, content: "" });
    if (Object.keys(pick).length + Object.keys(omit).length === 0) {
      return Promise.resolve(credentials.map(blank));
    }
    return keys.inTurn(caller, (turn) =>
      keys.use(turn, "filter", `${credentials.length}`, (secretKey) =>
        credentials.filter((listed) => matches(listed, secretKey, pick, omit)).map(blank),
      ),
    );
  },

  confirm: (keys, caller, [message]) => {
    const shown = text(message, MAX_TEXT);
    return keys.inTurn(caller, (turn) => keys.confirm(turn, shown));
  },

  backupUserEncryptionProfile: (keys, caller) => keys.inTurn(caller, (turn) => keys.backup(turn)),

  prepareKeyChange: (keys, caller) => keys.inTurn(caller, (turn) => keys.prepareKeyChange(turn)),

  reencryptForKeyChange: (keys, caller, [request]) => {
    const sealed = sealedOf(request);
    return keys.inTurn(caller, (turn) => keys.reencryptForKeyChange(turn, sealed));
  },

  reencrypt: (keys, caller, [request]) => {
    const asked = shareOf(request);
    return keys.inTurn(caller, (turn) => share(keys, turn, asked));
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

/**
 * The actions that the web's clients use: the parameters of each, in the order of the wire (docs/protocol/actions.md).
 *
 * `vectors/actions.json` has all actions; what is here is checked against it. A name in camel case stands for the
 * wire's in snake case. Keys, ciphertexts and an issuer's signatures are in base64, wallets' signatures in hex.
 */

import { invalid } from "idos-core/errors";
import type { Arguments } from "./payloads.ts";
import { type EncodedValue, encodeArgument, Id } from "./values.ts";

interface Natives {
  readonly uuid: string;
  readonly "uuid?": string | null;
  readonly text: string;
  readonly "text?": string | null;
  readonly int8: number;
  readonly "int8?": number | null;
}

/** A type of the wire; a question mark says that null is accepted. */
type ParameterType = keyof Natives;
type Parameters = Readonly<Record<string, ParameterType>>;

const NONE = {} as const;
const ONE = { id: "uuid" } as const;
const PAGE = { userId: "uuid?", page: "int8?", size: "int8?" } as const;
const CONTENT = {
  issuerAuthPublicKey: "text",
  encryptorPublicKey: "text",
  content: "text",
  publicNotes: "text",
  publicNotesSignature: "text",
  broaderSignature: "text",
} as const;

/** What only reads. */
export const VIEWS = {
  get_user: NONE,
  get_wallets: NONE,
  get_attributes: NONE,
  get_credentials: NONE,
  get_credential_owned: ONE,
  get_credential_shared: ONE,
  get_credential_attestation: ONE,
  get_credentials_shared_by_user: { userId: "uuid", originalIssuerAuthPublicKey: "text?" },
  get_access_grants_owned: NONE,
  get_access_grant_heights_owned: NONE,
  get_access_grants_granted: PAGE,
  get_access_grant_heights_granted: PAGE,
  get_access_grant_notes_granted: PAGE,
  get_access_grants_granted_count: { userId: "uuid?" },
  get_access_grants_for_credential: { credentialId: "uuid" },
  get_reencryptions: NONE,
  get_erasure_plan: NONE,
  has_profile: { address: "text" },
  dwg_message: {
    ownerWalletIdentifier: "text",
    granteeWalletIdentifier: "text",
    issuerPublicKey: "text",
    id: "uuid",
    accessGrantTimelock: "text",
    notUsableBefore: "text",
    notUsableAfter: "text",
  },
} as const satisfies Record<string, Parameters>;

/** What runs in a transaction. */
export const CHANGES = {
  add_wallet: {
    id: "uuid",
    address: "text",
    publicKey: "text?",
    walletType: "text",
    message: "text",
    signature: "text",
  },
  remove_wallet: ONE,
  add_attribute: { id: "uuid", attributeKey: "text", value: "text" },
  edit_attribute: { id: "uuid", attributeKey: "text", value: "text" },
  remove_attribute: ONE,
  add_credential: { id: "uuid", ...CONTENT },
  edit_credential: {
    id: "uuid",
    publicNotes: "text",
    publicNotesSignature: "text",
    broaderSignature: "text",
    content: "text",
    encryptorPublicKey: "text",
    issuerAuthPublicKey: "text",
  },
  remove_credential: ONE,
  share_credential: {
    id: "uuid",
    originalCredentialId: "uuid",
    publicNotes: "text",
    publicNotesSignature: "text",
    broaderSignature: "text",
    content: "text",
    contentHash: "text?",
    encryptorPublicKey: "text",
    issuerAuthPublicKey: "text",
    granteeWalletIdentifier: "text",
    lockedUntil: "int8",
  },
  rescind_shared_credential: { credentialId: "uuid" },
  revoke_access_grant: ONE,
  stage_reencryption: {
    credentialId: "uuid",
    replacedDigest: "text",
    recipientEncryptionPublicKey: "text",
    encryptorPublicKey: "text",
    content: "text",
  },
  change_encryption_key: {
    replacedEncryptionPublicKey: "text",
    recipientEncryptionPublicKey: "text",
    encryptionPasswordStore: "text",
  },
  discard_reencryptions: NONE,
  erase_profile: NONE,
} as const satisfies Record<string, Parameters>;

const ACTIONS = { ...VIEWS, ...CHANGES };

export type ViewName = keyof typeof VIEWS;
export type ChangeName = keyof typeof CHANGES;
export type ActionName = keyof typeof ACTIONS;

/** The arguments of an action by name. */
export type ArgumentsOf<Name extends ActionName> = {
  readonly [Parameter in keyof (typeof ACTIONS)[Name]]: Natives[(typeof ACTIONS)[Name][Parameter] &
    ParameterType];
};

/** The same as what follows an action's name: nothing, for one without parameters. */
export type Given<Name extends ActionName> = keyof ArgumentsOf<Name> extends never ? [] : [ArgumentsOf<Name>];

/** Arguments in order, as they travel. Throws `invalid` for one that does not fit its parameter. */
export function encodeArguments(action: ActionName, args: object = {}): Arguments {
  const given = args as Readonly<Record<string, unknown>>;
  return Object.entries<ParameterType>(ACTIONS[action]).map(([name, type]) =>
    encode(name, type, given[name]),
  );
}

function encode(name: string, parameter: ParameterType, value: unknown): EncodedValue {
  const [type, isNullable] = [parameter.replace("?", ""), parameter.endsWith("?")];
  if (value === null && isNullable) return encodeArgument(null);
  if (type === "uuid" && typeof value === "string") return encodeArgument(new Id(value));
  if (type === "text" && typeof value === "string") return encodeArgument(value);
  if (type === "int8" && typeof value === "number") return encodeArgument(value);
  throw invalid(`${name} is to be of type ${type}.`);
}

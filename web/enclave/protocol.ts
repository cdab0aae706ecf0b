/** What the framed page and its popup say to each other. Both are of this origin. */

import type { Refusal } from "idos-core/errors";
import { anything, object, oneOf, record } from "idos-core/shape";
import { THEMES, type Theme } from "idos-look/theme";
import { refusal } from "idos-ports/refusal";

/** What an origin may have done with the key. */
export const SCOPES = ["decrypt", "filter", "share", "encrypt"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: the embedding page, and the site in the address bar when that is another. */
export interface Requester {
  origin: string;
  top: string | null;
}

export function requesterId({ origin, top }: Requester): string {
  return top === null ? origin : `${origin} ${top}`;
}

/** One use of the key, as it is listed for the person. Times are milliseconds since 1970. */
export interface Use {
  at: number;
  requester: Requester;
  scope: Scope;
  detail: string | null;
}

/** A consent as the framed page keeps it, and when it was read from the list of consents. */
export interface Approval {
  scopes: Scope[];
  until: number;
  checkedAt: number;
}

/** For how many days the key stays unlocked; 0 is until the tab is closed. */
export const DURATIONS = [0, 7, 30] as const;
export type Duration = (typeof DURATIONS)[number];

interface Asking {
  requester: Requester;
  userId: string;
  /** Uses since the popup was last open: it keeps the list. */
  uses: Use[];
}

export interface KeyQuestion extends Asking {
  mode: "new" | "existing";
  /** The key of the profile, base64; null for a new one. */
  expectedPublicKey: string | null;
  /** Whether the framed page holds the key already, and only consent is asked. */
  hasKey: boolean;
  scopes: Scope[];
}

export interface KeyAnswer {
  secretKey: Uint8Array | null;
  duration: Duration;
  approval: Approval;
}

export interface ShareQuestion extends Asking {
  grantee: string;
  granteeName: string | null;
  /** The recipient's public key, base64. */
  recipient: string;
  label: string | null;
  purpose: string | null;
  /** Unix seconds; 0 is no lock. */
  lockedUntil: number;
  content: Content;
}

/** A decrypted content, as it is shown to the person before somebody else gets it. Nothing in it is checked. */
export interface Content {
  /** Who issued it, as it says itself. */
  issuer: string | null;
  /** Its fields; `value` is null for what is too long to be shown, such as a picture. Sizes are letters. */
  fields: { name: string; value: string | null; size: number }[];
  /** How many fields more there are. */
  more: number;
  /** The beginning of a content without fields; null for one with fields, and for what is no text. */
  text: string | null;
  /** Bytes. */
  size: number;
}

export interface ConfirmQuestion extends Asking {
  text: string;
}

export interface BackupQuestion extends Asking {
  expectedPublicKey: string;
}

export interface ChangeQuestion extends Asking {
  /** The key that is to be replaced, base64: the present password is checked by it. */
  expectedPublicKey: string;
}

/** Every question to the popup, and its answer. */
export interface Intents {
  getPasswordContext: { question: KeyQuestion; answer: KeyAnswer };
  share: { question: ShareQuestion; answer: { agreed: true } };
  confirm: { question: ConfirmQuestion; answer: { confirmed: boolean } };
  backupPasswordContext: {
    question: BackupQuestion;
    answer: { type: "idOS:backupUserEncryptionProfile"; status: "success" };
  };
  changePassword: { question: ChangeQuestion; answer: { secretKey: Uint8Array } };
}

export type Intent = keyof Intents;

export interface PopupRequest<Name extends Intent = Intent> {
  intent: Name;
  message: Intents[Name]["question"];
  configuration: { theme: Theme };
}

const INTENTS: Record<Intent, true> = {
  getPasswordContext: true,
  share: true,
  confirm: true,
  backupPasswordContext: true,
  changePassword: true,
};

const asked = record({
  intent: oneOf(...Object.keys(INTENTS)),
  message: object,
  configuration: record({ theme: oneOf(...THEMES) }),
});

/** The popup is asked once, with a port for its reply; null for any other message. */
export function popupRequest(
  message: unknown,
  port: MessagePort | null,
): { request: PopupRequest; port: MessagePort } | null {
  if (port === null) return null;
  try {
    // Who asks is the framed page of this origin: what it asks about is as it made it.
    return { request: asked(message) as unknown as PopupRequest, port };
  } catch {
    return null;
  }
}

export type PopupReply = { result: unknown } | { error: Refusal };

const refused = record({ error: refusal });
const answered = record({ result: anything });

/** The result in the popup's reply. Throws the refusal that it is. */
export function popupResult(reply: unknown): unknown {
  if ("error" in object(reply)) throw refused(reply).error;
  return answered(reply).result;
}

/** What the popup posts to its opener when it can be asked. */
export const READY = "idOS-Enclave:ready";

export function isReady(message: unknown): true | null {
  return message === READY || null;
}

/** What the framed page says on the popup's port when it goes away: nobody waits for the answer then. */
export const GONE = "idOS-Enclave:gone";

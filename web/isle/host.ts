/** What an app gives to `<idos-isle>`, and what it hears from it. Guide: docs/isle.md. */

import type { Theme } from "idos-look/theme";
import type { WriteGrant } from "idos-sdk/protocol/grants";

export type { WriteGrant };

export const STATES = [
  "initializing",
  "not-connected",
  "no-profile",
  "not-verified",
  "pending-verification",
  "pending-permissions",
  "verified",
  "rejected",
  "error",
] as const;
export type IsleState = (typeof STATES)[number];

/** The `detail` of the event `idos-state`. */
export interface IsleStateDetail {
  state: IsleState;
  address: string | null;
  profileId: string | null;
}

/** A wallet, and a text that it signed. `signature` is hex, for EVM with `0x`. */
export interface SignedChallenge {
  kind: string;
  address: string;
  publicKey: string | null;
  message: string;
  signature: string;
}

export const APPLICATION_STATES = ["none", "verifying", "rejected", "issuing", "issued", "failed"] as const;

/** How far the issuer is with a person. `url` leads back to a verification that is not finished. */
export interface Application {
  state: (typeof APPLICATION_STATES)[number];
  reasons?: string[];
  url?: string;
  canRetry?: boolean;
}

/**
 * The handlers of both kinds of app; each asks the app's own server. A handler that rejects with an error whose
 * `code` is `unproven` is called once more after the person has proved the wallet to the app by `prove`.
 */
interface Proving {
  /** A text that shows who holds a wallet; it begins with the host (and port) of the app, and can be used once. */
  challenge?(who: { profileId: string; address: string }): Promise<string>;
  prove?(proof: { profileId: string; wallet: SignedChallenge }): Promise<void>;
}

/** An app that makes profiles and issues credentials. */
export interface IssuerHost extends Proving {
  /** The `type` in the public notes of its credentials. */
  credentialType: string;
  challenge(who: { profileId: string; address: string }): Promise<string>;
  /** Make the profile. `encryptionPublicKey` is base64. Asked again after a failure, with the same profile. */
  createProfile(profile: {
    profileId: string;
    encryptionPublicKey: string;
    wallet: SignedChallenge;
  }): Promise<void>;
  /** What the person is to sign so that the issuer may write one credential. */
  permission(who: { profileId: string; identifier: string }): Promise<WriteGrant>;
  /** Keep the signed permission and open a verification; the element goes to its `url`. */
  verify(signed: { profileId: string; grant: WriteGrant; signature: string }): Promise<{ url: string }>;
  application(who: { profileId: string }): Promise<Application>;
  /** Open another verification under the permission that was signed. */
  retry?(who: { profileId: string }): Promise<{ url: string }>;
}

/** An app that asks for a copy of a credential. */
export interface ConsumerHost extends Proving {
  credentialType: string;
  /** Identifiers of the issuers whose credentials it takes. */
  issuers: string[];
  /** What it wants the data for, in the person's language. */
  purpose: string;
  /** The fields that it reads, by their names in `credentialSubject`. */
  fields: string[];
  /** For how long the person cannot revoke; 0 for no lock. */
  lockSeconds: number;
  /** Its own identifier, and the key (base64) that the copy is encrypted to. */
  grantee: string;
  encryptionPublicKey: string;
  /** A grant stands. Told once a visit, also of one that was given before. */
  granted(grant: { copyId: string; grantId: string; ownerId: string }): Promise<void>;
}

/** The element `<idos-isle lang theme>`. */
export interface IsleElement extends HTMLElement {
  issuer: IssuerHost | null;
  consumer: ConsumerHost | null;
  theme: Theme;
  open(): void;
  close(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "idos-isle": IsleElement;
  }
  interface HTMLElementEventMap {
    "idos-state": CustomEvent<IsleStateDetail>;
  }
}

/** What the frame knows, and what of it the app may know. Nothing here was ever decrypted. */

import type { Refusal } from "idos-core/errors";
import type { Party } from "idos-sdk/directory";
import type { WriteGrant } from "idos-sdk/protocol/grants";
import type { CredentialInfo } from "idos-sdk/records";
import type { IsleState } from "../host.ts";
import type { Account, ConsumerFacts, HostFacts, WalletInfo } from "../wire.ts";

/** The embedding app: its origin as the browser says it, and its entry in the directory. */
export interface App {
  origin: string;
  party: Party | null;
}

/** What an issuer asks leave to write, checked. Times are Unix seconds; `lockedUntil` 0 is no lock. */
export interface Offer {
  grant: WriteGrant;
  /** The text that the wallet is to sign. */
  text: string;
  credentialType: string;
  usableUntil: number;
  lockedUntil: number;
}

/** What a consumer asks a copy of, checked, and the credentials that would do. */
export interface Request {
  asked: ConsumerFacts;
  choices: CredentialInfo[];
}

/** A grant that stands, as it is shown. `since` is null where the node does not tell. */
export interface Holding {
  grantId: string;
  copyId: string;
  grantee: string;
  party: Party | null;
  /** The `type` of the credential; null when the original is gone. */
  type: string | null;
  lockedUntil: number;
  since: number | null;
  isApps: boolean;
}

/** The grant that a consumer holds, and whether its app has taken note of it. */
export interface Told {
  grantId: string;
  copyId: string;
  isTold: boolean;
}

/** Where a person stands with this app, as node and app say. */
export type Standing =
  | { is: "offer"; offer: Offer }
  | { is: "verifying"; url: string | null }
  | { is: "issuing" }
  | { is: "rejected" | "failed"; reasons: string[]; canRetry: boolean }
  | { is: "without"; credentialType: string; issuers: Party[] }
  | { is: "request"; request: Request }
  | Verified;

/** Everything is as the app wants it. */
export interface Verified {
  is: "verified";
  credentialType: string;
  holdings: Holding[];
  grant: Told | null;
}

/** What is being done for the person; `step` counts the steps that she is shown. */
export type Task =
  | { does: "permit" | "share"; step: number }
  | { does: "revoke"; grantId: string }
  | { does: "tell" | "leave" };

export type Stage =
  | { at: "starting" | "choosing" | "looking" | "strange" | "signing-in" | "reading" | "broken" }
  | { at: "connecting"; wallet: WalletInfo }
  | { at: "joining"; step: number }
  | { at: "settled"; standing: Standing; task: Task | null; aside: Aside };

/** Why a request is not shown again at once: the person has just declined it, or taken a grant back. */
export type Aside = "declined" | "revoked" | null;

/** A text that the wallet signs: shown first, and where `isAsked` only after a click. */
export interface Signing {
  purpose: "prove" | "sign-in" | "read" | "permit" | "write";
  text: string;
  isAsked: boolean;
}

export interface Model {
  app: App;
  facts: HostFacts | null;
  wallets: WalletInfo[];
  isOpen: boolean;
  account: Account | null;
  profileId: string | null;
  stage: Stage;
  signing: Signing | null;
  /** Whether the enclave's frame waits for a click. */
  isKeyAsked: boolean;
  problem: Refusal | null;
}

export function initialModel(app: App): Model {
  return {
    app,
    facts: null,
    wallets: [],
    isOpen: true,
    account: null,
    profileId: null,
    stage: { at: "starting" },
    signing: null,
    isKeyAsked: false,
    problem: null,
  };
}

const STAGES: Record<Exclude<Stage["at"], "settled">, IsleState> = {
  starting: "initializing",
  choosing: "not-connected",
  connecting: "not-connected",
  looking: "initializing",
  strange: "no-profile",
  joining: "no-profile",
  "signing-in": "not-connected",
  reading: "initializing",
  broken: "error",
};

const STANDINGS: Record<Standing["is"], IsleState> = {
  offer: "not-verified",
  verifying: "pending-verification",
  issuing: "pending-verification",
  rejected: "rejected",
  failed: "error",
  without: "not-verified",
  request: "pending-permissions",
  verified: "verified",
};

/** What the app is told. A grant of which the app was not told yet is one that it has not got. */
export function publicState({ stage }: Model): IsleState {
  if (stage.at !== "settled") return STAGES[stage.at];
  const { standing } = stage;
  return standing.is === "verified" && standing.grant?.isTold === false
    ? "pending-permissions"
    : STANDINGS[standing.is];
}

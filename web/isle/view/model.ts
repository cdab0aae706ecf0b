/** What the frame knows, and what of it the app may know. Nothing here was ever decrypted. */

import type { Refusal } from "idos-core/errors";
import type { Party } from "idos-sdk/directory";
import type { Copy } from "idos-sdk/enclave";
import type { WriteGrant } from "idos-sdk/protocol/grants";
import type { CredentialInfo } from "idos-sdk/records";
import type { IsleState, IsleStateDetail, SignedChallenge } from "../host.ts";
import type { Account, ConsumerFacts, HostFacts, WalletInfo } from "../protocol.ts";

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
export interface SharedGrant {
  grantId: string;
  copyId: string;
  isNotified: boolean;
}

/** Where the person stands with this app, as node and app say. */
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
  grant: SharedGrant | null;
}

/** What is being done for the person; `step` counts the steps that the card shows. */
export type Task =
  | { does: "permit" | "share"; step: number }
  | { does: "revoke"; grantId: string }
  | { does: "notify" | "leave" };

export type Stage =
  | { at: "starting" | "choosing" | "looking" | "no-profile" | "signing-in" | "reading" | "broken" }
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

/** What runs in the background, each once at a time. */
export interface Work {
  /** `stale`: another reading is to follow this one; `void`: and what this one finds does not count. */
  reading: "idle" | "running" | "stale" | "void";
  isWatching: boolean;
  isSigningIn: boolean;
  isNotifying: boolean;
}

/** A copy as the enclave made it, with the lock that the person saw there. It is encrypted for its grantee. */
export interface PreparedCopy {
  originalId: string;
  /** Unix seconds; 0 is no lock. */
  lockedUntil: number;
  copy: Copy;
}

/** What steps have given: it is kept, so that a failure costs the step that failed, and no other. */
export interface Progress {
  /** The app's challenge, signed. */
  proof: SignedChallenge | null;
  /** The offer that the app made last. */
  offer: Offer | null;
  /** A permission that was signed. */
  permission: { grantId: string; signature: string } | null;
  copy: PreparedCopy | null;
  /** One for all tries, until one is known to have succeeded: whatever became of the others, one copy is stored. */
  copyId: string | null;
  /** The grant that the app has taken note of. */
  notifiedGrant: string | null;
}

export interface Model {
  app: App;
  facts: HostFacts | null;
  wallets: WalletInfo[];
  /** The product name of the last visit's wallet, while it is waited for. */
  awaitedWallet: string | null;
  isOpen: boolean;
  account: Account | null;
  profileId: string | null;
  stage: Stage;
  signing: Signing | null;
  /** Whether the enclave's frame waits for a click. */
  isKeyAsked: boolean;
  problem: Refusal | null;
  work: Work;
  progress: Progress;
}

export const NO_WORK: Work = { reading: "idle", isWatching: false, isSigningIn: false, isNotifying: false };

export const NO_PROGRESS: Progress = {
  proof: null,
  offer: null,
  permission: null,
  copy: null,
  copyId: null,
  notifiedGrant: null,
};

export function initialModel(app: App, awaitedWallet: string | null = null): Model {
  return {
    app,
    facts: null,
    wallets: [],
    awaitedWallet,
    isOpen: true,
    account: null,
    profileId: null,
    stage: { at: "starting" },
    signing: null,
    isKeyAsked: false,
    problem: null,
    work: NO_WORK,
    progress: NO_PROGRESS,
  };
}

const STAGES: Record<Exclude<Stage["at"], "settled">, IsleState> = {
  starting: "initializing",
  choosing: "not-connected",
  connecting: "not-connected",
  looking: "initializing",
  "no-profile": "no-profile",
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

/** The state that the app sees. A grant that it has not taken note of yet is one that it has not got. */
export function publicState({ stage }: Model): IsleState {
  if (stage.at !== "settled") return STAGES[stage.at];
  const { standing } = stage;
  return standing.is === "verified" && standing.grant?.isNotified === false
    ? "pending-permissions"
    : STANDINGS[standing.is];
}

/** All that the app may know. */
export function publicDetail(model: Model): IsleStateDetail {
  const { account, profileId } = model;
  return { state: publicState(model), address: account?.address ?? null, profileId };
}

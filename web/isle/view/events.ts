/** All that can happen to the model. */

import type { Refusal } from "idos-core/errors";
import type { Account, HostFacts, WalletInfo } from "../protocol.ts";
import type { Aside, Offer, Progress, Request, Signing, Standing, Task, Verified } from "./model.ts";

/** The embedding page said something. */
type FromPage =
  | { type: "facts"; facts: HostFacts }
  | { type: "wallets"; wallets: WalletInfo[] }
  | { type: "account"; account: Account | null };

/** The person clicked. */
type FromUser =
  | { type: "shown"; isOpen: boolean }
  | { type: "connect"; wallet: WalletInfo }
  | { type: "leave" | "begin-anew" | "sign-in" | "join" | "retry" | "notify" }
  | { type: "sign"; isWilling: boolean }
  | { type: "permit"; offer: Offer }
  | { type: "share"; request: Request; originalId: string }
  | { type: "revoke"; grantId: string }
  | { type: "date"; grantIds: readonly string[] }
  | { type: "go"; url: string }
  | { type: "aside"; aside: Aside };

/** A command came to something. */
type FromCommand =
  | { type: "wallet-late" | "wallet-given-up" }
  | { type: "connected"; account: Account | null; rdns: string }
  | { type: "reconnected"; account: Account | null }
  | { type: "no-profile" }
  | { type: "profile-found"; isSignedIn: boolean }
  | { type: "joining"; step: number }
  | { type: "joined" | "signed-in" | "changed" | "offer-expired" | "revoked" }
  | { type: "reading"; profileId: string | null }
  | { type: "standing"; standing: Standing }
  | { type: "task"; task: Task }
  | { type: "kept"; progress: Partial<Progress> }
  | { type: "shared"; standing: Verified }
  | { type: "looked-up"; standing: Standing | null; problem: Refusal }
  | { type: "notified"; grantId: string }
  | { type: "key-asked"; isKeyAsked: boolean }
  | { type: "signing"; signing: Signing | null }
  | { type: "watch-ended"; problem: Refusal | null }
  | { type: Failure; problem: Refusal };

/** How a command can fail: `failed` unless something is to follow. */
export type Failure =
  | "failed"
  | "broken"
  | "unreachable"
  | "sign-in-failed"
  | "unread"
  | "notify-failed"
  | "share-failed";

export type Event = FromPage | FromUser | FromCommand;

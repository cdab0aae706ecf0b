/** All that is done outside of the model. What it comes to are events. */

import type { Refusal } from "idos-core/errors";
import type { IsleStateDetail } from "../host.ts";
import type { Account, HostFacts, WalletInfo } from "../protocol.ts";
import type { Event } from "./events.ts";
import type { Offer, Progress, Request } from "./model.ts";

/** What belongs to no account. */
export type PageCommand =
  | { do: "publish"; detail: IsleStateDetail }
  | { do: "show"; isOpen: boolean }
  | { do: "remind"; event: Event; after: number }
  | { do: "connect" | "reconnect"; wallet: WalletInfo }
  | { do: "remember-wallet"; rdns: string }
  | { do: "forget-wallet" }
  /** Begin a visit of this account; the one before ends. */
  | { do: "begin"; facts: HostFacts; account: Account }
  | { do: "end" };

/** What is done for the account of a visit, and ends with it. */
export type VisitCommand =
  | { do: "find-profile" | "sign-in" | "sign-out" | "watch" | "retry" | "read-later" }
  | { do: "read"; progress: Progress }
  | { do: "join"; progress: Progress }
  | { do: "answer"; isWilling: boolean }
  | { do: "permit"; offer: Offer; progress: Progress }
  | { do: "share"; request: Request; originalId: string; progress: Progress }
  /** See whether a copy was shared, after a try whose outcome is `problem`. */
  | { do: "look-up"; problem: Refusal; progress: Progress }
  | { do: "notify"; copyId: string; grantId: string }
  | { do: "revoke"; grantId: string }
  | { do: "date"; grantIds: readonly string[] }
  | { do: "go"; url: string };

export type Command = PageCommand | VisitCommand;

/** Who is signed in, in this tab: from the choice of a wallet to signing out, and across reloads. */

import { json, ofTab } from "idos-app/memory";
import { type ReadonlySignal, signal } from "idos-app/state";
import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import { record, text } from "idos-core/shape";
import { chosenNode } from "idos-kit/node";
import { announced } from "idos-kit/wallets";
import { type Config, networkOf } from "idos-sdk/config";
import { KnownNetworks } from "idos-sdk/known-networks";
import { anonymousNode } from "idos-sdk/node";
import { Person } from "idos-sdk/person";
import { Session } from "idos-sdk/session";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { connect, type EvmWallet, onAccountsChanged, reconnect } from "idos-wallets/evm";
import { DashboardSession } from "./session.ts";
import { type WalletAccount, walletOf } from "./wallet.ts";

/** Why nobody is signed in. */
export type SignOutReason = "none" | "left" | "ended" | "erased";

export type Stage =
  | { at: "starting" }
  | { at: "signed-out"; reason: SignOutReason }
  | { at: "unreachable"; error: Refusal; retry: () => void }
  | { at: "no-profile"; address: string }
  | { at: "signed-in"; dashboard: DashboardSession };

type SignedIn = WalletAccount & { node: string };

const CHANNEL = "dashboard";
/** How long signing out may take, in milliseconds. */
const PATIENCE = 3_000;

const memory = ofTab(
  "signed-in",
  json(record<SignedIn>({ rdns: text, name: text, address: text, node: text })),
);

export class DashboardAuthentication {
  readonly #stage = signal<Stage>({ at: "starting" });
  readonly #config: Config;
  readonly #otherTabs = new BroadcastChannel(CHANNEL);

  constructor(config: Config) {
    this.#config = config;
    this.#otherTabs.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#dashboard?.wallet.identifier === data) void this.#end("left");
    };
  }

  get stage(): ReadonlySignal<Stage> {
    return this.#stage;
  }

  /** The node in use. */
  get node(): string {
    return chosenNode() || this.#config.node;
  }

  /** Go on with the session of this tab, if there is one. */
  async resume(): Promise<void> {
    const signedIn = memory.value;
    if (!signedIn) return this.#show("none");
    const wallet = walletOf(signedIn);
    const session = this.#session(signedIn.node, wallet);
    if (!session.isSignedIn) return this.#show("ended");
    try {
      await this.#enter(session, wallet, signedIn);
    } catch (error) {
      if (error instanceof IdosError && error.code === "signed_out") return this.#show("ended");
      const retry = () => void this.resume();
      this.#stage.value = { at: "unreachable", error: refusalOf(error), retry };
    }
  }

  /**
   * Connect a wallet and open a session: the wallet asks twice, for the account and for a signature. Somebody
   * without a profile is asked for no signature. Nothing more is asked, nor anybody signed in, after `signal`.
   */
  async signIn(
    chosen: DiscoveredWallet,
    report: (step: "connect" | "sign" | "read") => void,
    signal: AbortSignal,
  ): Promise<void> {
    report("connect");
    const { address } = await connect(chosen.provider);
    signal.throwIfAborted();
    const hasProfile = await anonymousNode(this.node).hasProfile(address);
    signal.throwIfAborted();
    if (!hasProfile) {
      this.#stage.value = { at: "no-profile", address };
      return;
    }
    const signedIn = { rdns: chosen.rdns, name: chosen.name, address, node: this.node };
    const wallet = walletOf(signedIn);
    const session = this.#session(this.node, wallet);
    report("sign");
    if (!session.isSignedIn) await session.signIn();
    signal.throwIfAborted();
    report("read");
    memory.value = signedIn;
    await this.#enter(session, wallet, signedIn);
  }

  /** Whether the person may decide that the node belongs to another network than before: not where that is known. */
  get mayChangeNetwork(): boolean {
    return networkOf(this.#config, this.node) === null;
  }

  /** Take the network that the node in use names at the next sign-in. */
  changeNetwork(): void {
    new KnownNetworks().forget(this.node);
  }

  /** End the session here, at the node, and in this person's other tabs. */
  async signOut(reason: SignOutReason = "left"): Promise<void> {
    const dashboard = this.#dashboard;
    if (dashboard) this.#otherTabs.postMessage(dashboard.wallet.identifier);
    await this.#end(reason);
  }

  get #dashboard(): DashboardSession | null {
    const stage = this.#stage.peek();
    return stage.at === "signed-in" ? stage.dashboard : null;
  }

  /** What is promised on the next screen has happened before it is shown, unless the node does not answer. */
  async #end(reason: SignOutReason): Promise<void> {
    const dashboard = this.#dashboard;
    memory.forget();
    if (dashboard) {
      const ends = Promise.allSettled([dashboard.end(), dashboard.session.signOut()]);
      await Promise.race([ends, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    }
    this.#show(reason);
  }

  #session(node: string, wallet: EvmWallet): Session {
    return new Session(node, wallet, { chainId: networkOf(this.#config, node), signReads: true });
  }

  async #enter(session: Session, wallet: EvmWallet, account: WalletAccount): Promise<void> {
    const profile = await new Person(session).profile();
    const dashboard = new DashboardSession(this.#config, session, wallet, profile);
    this.#stage.value = { at: "signed-in", dashboard };
    void dashboard.follow(() => void this.#end("ended"));
    const found = await announced(account);
    if (!found) return;
    dashboard.whenOver(onAccountsChanged(found.provider, (address) => dashboard.walletShows(address)));
    const shown = await reconnect(found.provider).catch(() => null);
    dashboard.walletShows(shown?.address ?? null);
  }

  #show(reason: SignOutReason): void {
    memory.forget();
    this.#stage.value = { at: "signed-out", reason };
  }
}

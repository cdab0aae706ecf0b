/** Who is signed in, in this tab: from the choice of a wallet to leaving, and across reloads. */

import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import { type Config, networkOf } from "idos-sdk/config";
import { Networks } from "idos-sdk/networks";
import { anonymousNode } from "idos-sdk/node";
import { Person } from "idos-sdk/person";
import { Session } from "idos-sdk/session";
import { tabStore } from "idos-sdk/storage";
import { record, text } from "idos-sdk/wire";
import type { DiscoveredWallet } from "idos-wallets/discovery";
import { connect, type EvmWallet, onAccountsChanged, reconnect } from "idos-wallets/evm";
import { Cell } from "./cell.ts";
import { Home } from "./home.ts";
import { chosenNode } from "./settings.ts";
import { announced, type Remembered, walletOf } from "./wallets.ts";

/** Why nobody is signed in. */
export type Parting = "none" | "left" | "ended" | "erased";

export type Stage =
  | { at: "starting" }
  | { at: "out"; parting: Parting }
  | { at: "unreachable"; error: Refusal; retry: () => void }
  | { at: "newcomer"; address: string; wallet: Remembered }
  | { at: "home"; home: Home };

type Stored = Remembered & { node: string };

const KEY = "signed-in";
const CHANNEL = "dashboard";
/** How long leaving may take, in milliseconds. */
const PATIENCE = 3_000;
const stored = record<Stored>({ rdns: text, name: text, address: text, node: text });

export class Account {
  readonly stage = new Cell<Stage>({ at: "starting" });
  readonly #config: Config;
  readonly #others = new BroadcastChannel(CHANNEL);

  constructor(config: Config) {
    this.#config = config;
    this.#others.onmessage = ({ data }: MessageEvent<unknown>) => {
      const { stage } = this;
      const isHers = stage.value.at === "home" && stage.value.home.wallet.identifier === data;
      if (isHers) void this.#leave("left");
    };
  }

  /** The node in use. */
  get node(): string {
    return chosenNode() || this.#config.node;
  }

  /** Go on with the session of this tab, if there is one. */
  async resume(): Promise<void> {
    const remembered = read();
    if (!remembered) return this.#show("none");
    const wallet = walletOf(remembered);
    const session = this.#session(remembered.node, wallet);
    if (!session.isSignedIn) return this.#show("ended");
    try {
      await this.#enter(session, wallet, remembered);
    } catch (error) {
      if (error instanceof IdosError && error.code === "signed_out") return this.#show("ended");
      const retry = () => void this.resume();
      this.stage.value = { at: "unreachable", error: refusalOf(error), retry };
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
    const remembered = { rdns: chosen.rdns, name: chosen.name, address, node: this.node };
    const hasProfile = await anonymousNode(this.node).hasProfile(address);
    signal.throwIfAborted();
    if (!hasProfile) {
      this.stage.value = { at: "newcomer", address, wallet: remembered };
      return;
    }
    const wallet = walletOf(remembered);
    const session = this.#session(this.node, wallet);
    report("sign");
    if (!session.isSignedIn) await session.signIn();
    signal.throwIfAborted();
    report("read");
    tabStore.set(KEY, JSON.stringify(remembered));
    await this.#enter(session, wallet, remembered);
  }

  /** Whether she may decide that the node in use belongs to another network than before: not where that is known. */
  get mayChangeNetwork(): boolean {
    return networkOf(this.#config, this.node) === null;
  }

  /** Take the network that the node in use names at the next sign-in. */
  changeNetwork(): void {
    new Networks().forget(this.node);
  }

  /** End the session here, at the node, and in this person's other tabs. */
  async leave(parting: Parting = "left"): Promise<void> {
    const { value } = this.stage;
    if (value.at === "home") this.#others.postMessage(value.home.wallet.identifier);
    await this.#leave(parting);
  }

  /** What is promised on the next screen has happened before it is shown, unless somebody does not answer. */
  async #leave(parting: Parting): Promise<void> {
    const { value } = this.stage;
    tabStore.delete(KEY);
    if (value.at === "home") {
      const ends = Promise.allSettled([value.home.end(), value.home.session.signOut()]);
      await Promise.race([ends, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    }
    this.#show(parting);
  }

  #session(node: string, wallet: EvmWallet): Session {
    return new Session(node, wallet, { chainId: networkOf(this.#config, node), signReads: true });
  }

  async #enter(session: Session, wallet: EvmWallet, remembered: Remembered): Promise<void> {
    const home = new Home(this.#config, session, wallet, await new Person(session).profile());
    this.stage.value = { at: "home", home };
    void home.live(() => void this.#leave("ended"));
    const found = await announced(remembered);
    if (!found) return;
    home.whenOver(onAccountsChanged(found.provider, (address) => home.turned(address)));
    const shown = await reconnect(found.provider).catch(() => null);
    home.turned(shown?.address ?? null);
  }

  #show(parting: Parting): void {
    tabStore.delete(KEY);
    this.stage.value = { at: "out", parting };
  }
}

function read(): Stored | null {
  const kept = tabStore.get(KEY);
  if (kept === null) return null;
  try {
    return stored(JSON.parse(kept));
  } catch {
    return null;
  }
}

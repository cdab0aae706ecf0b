/** Keeps the model: what the embedding page tells and what the person does become events. */

import { refusalOf } from "idos-core/errors";
import type { HostFacts } from "../wire.ts";
import { Deeds } from "./deeds.ts";
import { lastWallet } from "./memory.ts";
import { initialModel, type Model, publicState } from "./model.ts";
import { type Event, reduce } from "./reducer.ts";
import type { Surroundings } from "./visit.ts";

/** How long wallets have to announce themselves before the person is asked for one, in milliseconds. */
const ANNOUNCEMENT = 1_200;
/** How long the wallet of the last visit is still taken, if she chooses no other meanwhile. */
const LATE_ANNOUNCEMENT = 20_000;
const LOOK_AGAIN = 100;

export class Guide {
  readonly #surroundings: Surroundings;
  readonly #onModel: (model: Model) => void;
  #model: Model;
  #deeds: Deeds | null = null;

  constructor(surroundings: Surroundings, onModel: (model: Model) => void) {
    this.#surroundings = surroundings;
    this.#onModel = onModel;
    this.#model = initialModel(surroundings.app);
  }

  /** What can be done for the person; null while no account is there. */
  get deeds(): Deeds | null {
    return this.#deeds;
  }

  readonly dispatch = (event: Event): void => {
    const before = this.#model;
    this.#model = reduce(before, event);
    this.#onModel(this.#model);
    this.#tellState(before);
  };

  /** Show the first screen, and let the app know. */
  begin(): void {
    this.#onModel(this.#model);
    this.#tellState(null);
  }

  /** As a card, or small. */
  show(isOpen: boolean): void {
    this.dispatch({ type: "shown", isOpen });
    this.#surroundings.embedder.shown(isOpen);
  }

  measured(height: number): void {
    this.#surroundings.embedder.height(Math.ceil(height));
  }

  /** The app said what it wants, or something else than before: begin, or begin anew. */
  facts(facts: HostFacts): void {
    const isFirst = this.#model.facts === null;
    this.dispatch({ type: "facts", facts });
    if (isFirst) void this.#reconnect(Date.now());
    else this.account(this.#model.account);
  }

  /** The wallet turned to another account, or to none. */
  account(account: Model["account"]): void {
    this.#deeds?.end();
    this.#deeds = null;
    this.dispatch({ type: "account", account });
    const { facts } = this.#model;
    if (account === null || facts === null) return;
    const desk = { model: () => this.#model, dispatch: this.dispatch };
    this.#deeds = new Deeds(this.#surroundings, { facts, account }, desk);
    void this.#deeds.begin();
  }

  async connect(walletId: string): Promise<void> {
    const wallet = this.#model.wallets.find(({ id }) => id === walletId);
    if (!wallet) return;
    this.dispatch({ type: "connecting", wallet });
    try {
      const account = await this.#surroundings.embedder.connect(wallet.id, false);
      lastWallet.set(wallet.rdns);
      this.account(account);
    } catch (error) {
      this.dispatch({ type: "failed", problem: refusalOf(error) });
    }
  }

  /** Use another wallet: the session is over, and nothing is shown of it. */
  leave(): void {
    const session = this.#deeds?.visit.session;
    lastWallet.clear();
    this.account(null);
    // The session is over here in any case; the node may not hear of it.
    session?.signOut().catch(() => undefined);
  }

  decline(): void {
    this.dispatch({ type: "aside", aside: "declined" });
  }

  reconsider(): void {
    this.dispatch({ type: "aside", aside: null });
  }

  /** The wallet of the last visit, if it is still there and still connected; else the person chooses. */
  async #reconnect(since: number): Promise<void> {
    const rdns = lastWallet.get();
    const wallet = this.#model.wallets.find((known) => known.rdns === rdns);
    const waited = Date.now() - since;
    if (rdns !== null && !wallet && waited < LATE_ANNOUNCEMENT) {
      if (waited > ANNOUNCEMENT && this.#model.stage.at === "starting") this.account(null);
      setTimeout(() => void this.#reconnect(since), LOOK_AGAIN);
      return;
    }
    const { embedder } = this.#surroundings;
    const account = wallet ? await embedder.connect(wallet.id, true).catch(() => null) : null;
    const { at } = this.#model.stage;
    if (at === "starting" || (at === "choosing" && account !== null)) this.account(account);
  }

  #tellState(before: Model | null): void {
    const { account, profileId } = this.#model;
    const state = publicState(this.#model);
    const isKnown =
      before !== null &&
      publicState(before) === state &&
      before.account === account &&
      before.profileId === profileId;
    if (isKnown) return;
    this.#surroundings.embedder.state({ state, address: account?.address ?? null, profileId });
  }
}

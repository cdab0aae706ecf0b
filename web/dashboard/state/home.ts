/** One person, signed in: what the node keeps of her, what she has unlocked, and whether all that is up to date. */

import type { Topic } from "idos-sdk/changes";
import type { Config } from "idos-sdk/config";
import { Person } from "idos-sdk/person";
import type { Attribute, Profile, Wallet } from "idos-sdk/records";
import type { Session } from "idos-sdk/session";
import type { EvmWallet } from "idos-wallets/evm";
import { type Portfolio, portfolioOf } from "../model/portfolio.ts";
import { Cell } from "./cell.ts";
import { Contents } from "./contents.ts";
import { Copies } from "./copies.ts";
import { watchIdle } from "./idle.ts";
import { Keyring } from "./keyring.ts";
import { Resource } from "./resource.ts";
import { locking } from "./settings.ts";
import { WalletNews } from "./wallet-news.ts";

export class Home {
  readonly config: Config;
  readonly session: Session;
  readonly wallet: EvmWallet;
  readonly person: Person;
  readonly profile: Resource<Profile>;
  readonly portfolio: Resource<Portfolio>;
  readonly wallets: Resource<Wallet[]>;
  readonly attributes: Resource<Attribute[]>;
  /** Counts changes of what others share with her; that is read page by page. */
  readonly received = new Cell(0);
  /** Counts changes of anything. */
  readonly changes = new Cell(0);
  /** Which copies were made of what, also of those that are gone. */
  readonly copies: Copies;
  /** Wallets that came or went without her. */
  readonly walletNews: WalletNews;
  readonly keyring: Keyring;
  readonly contents: Contents;
  /** Whether the node answers; while it does not, what was read last is shown. */
  readonly isReachable = new Cell(true);
  /** The account that her wallet shows, when it is another than the one she signed in with. */
  readonly turnedTo = new Cell<string | null>(null);
  readonly #life = new AbortController();

  constructor(config: Config, session: Session, wallet: EvmWallet, profile: Profile) {
    this.config = config;
    this.session = session;
    this.wallet = wallet;
    this.person = new Person(session);
    this.profile = new Resource(() => this.person.profile());
    this.profile.value = { value: profile, error: null };
    this.portfolio = new Resource(() => this.#portfolio());
    this.wallets = new Resource(() => this.#wallets());
    this.attributes = new Resource(() => this.person.attributes());
    this.walletNews = new WalletNews(session.node.url, profile.id);
    this.copies = new Copies(session.node.url, profile.id);
    this.keyring = new Keyring(config.sites.enclave, () => this.person.profile());
    this.contents = new Contents(this.keyring);
  }

  /** Live until `end`. `onOver` is called when the session ends by itself. */
  async live(onOver: () => void): Promise<void> {
    this.#lockWhenIdle();
    const { signal } = this.#life;
    addEventListener("storage", () => this.walletNews.renew(), { signal });
    const isReachable = (is: boolean) => {
      this.isReachable.value = is;
    };
    try {
      await this.session.watch((topics) => void this.read(topics), this.#life.signal, isReachable);
    } catch {
      if (!this.#life.signal.aborted) onOver();
    }
  }

  /** Read again what a change is about. Of the contents, none counts after a change of credentials. */
  async read(topics: readonly Topic[]): Promise<void> {
    const has = (...names: Topic[]) => names.some((name) => topics.includes(name));
    this.changes.value += 1;
    if (has("credentials")) this.contents.renew();
    if (has("grants_received")) this.received.value += 1;
    await Promise.all([
      has("credentials", "grants_owned") && this.portfolio.load(),
      has("wallets") && this.wallets.load(),
      has("attributes") && this.attributes.load(),
      has("profile") && this.profile.load(),
    ]);
  }

  /** Call this when the visit ends; at once if it has. */
  whenOver(end: () => void): void {
    const { signal } = this.#life;
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  }

  /** Make a change, and show what is stored after it. What was read is read again also when it failed. */
  async change<Result>(topics: readonly Topic[], work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      await this.read(topics);
    }
  }

  /** Her wallet shows this account now, or none. With another one in use, somebody else may sit there: lock. */
  turned(address: string | null): void {
    this.turnedTo.value = address === this.wallet.address ? null : address;
    if (this.turnedTo.value !== null) void this.contents.lock();
  }

  /** Forget what this browser keeps of the profile: it is erased. */
  forget(): void {
    this.copies.forget();
    this.walletNews.forget();
  }

  /** Forget everything of this visit. The session stays; see `Account`. */
  async end(): Promise<void> {
    this.#life.abort();
    this.contents.isOpen.value = false;
    this.contents.renew();
    await this.keyring.lock();
    await this.keyring.close();
  }

  async #wallets(): Promise<Wallet[]> {
    const wallets = await this.person.wallets();
    this.walletNews.compare(wallets);
    return wallets;
  }

  async #portfolio(): Promise<Portfolio> {
    const [credentials, grants, heights] = await Promise.all([
      this.person.credentials(),
      this.person.grantsGiven(),
      this.person.grantHeights(),
    ]);
    const portfolio = portfolioOf(credentials, grants, heights);
    this.copies.see(portfolio);
    return portfolio;
  }

  /** Watch for idleness while something is unlocked. */
  #lockWhenIdle(): void {
    let stop: () => void = () => {};
    const renew = () => {
      stop();
      stop = this.contents.isOpen.value ? this.#watchIdle() : () => {};
    };
    const ends = [this.contents.isOpen.subscribe(renew), locking.subscribe(renew)];
    this.#life.signal.addEventListener("abort", () => {
      for (const end of [stop, ...ends]) end();
    });
  }

  #watchIdle(): () => void {
    const { minutes, isHiddenToo } = locking.value;
    // The enclave's window may cover the page: that is no reason to lock.
    const rule = { minutes, isHiddenToo: () => isHiddenToo && !this.keyring.isNeeded.value };
    return watchIdle(rule, () => void this.contents.lock());
  }
}

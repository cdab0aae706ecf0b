/** A person who is signed in: what the node keeps of the profile, what is unlocked, whether all that is up to date. */

import { lockWhenIdle } from "idos-app/idle";
import { Resource } from "idos-app/resource";
import { signal } from "idos-app/state";
import type { Topic } from "idos-sdk/changes";
import type { Config } from "idos-sdk/config";
import { Person } from "idos-sdk/person";
import type { Attribute, Profile, Wallet } from "idos-sdk/records";
import type { Session } from "idos-sdk/session";
import type { EvmWallet } from "idos-wallets/evm";
import { type Portfolio, portfolioOf } from "../model/portfolio.ts";
import { Contents } from "./contents.ts";
import { Copies } from "./copies.ts";
import { Keyring } from "./keyring.ts";
import { idleMinutes, locksWhenHidden } from "./locking.ts";
import { WalletChanges } from "./wallet-changes.ts";

export class DashboardSession {
  readonly config: Config;
  readonly session: Session;
  readonly wallet: EvmWallet;
  readonly person: Person;
  readonly profile: Resource<Profile>;
  readonly portfolio: Resource<Portfolio>;
  readonly wallets: Resource<Wallet[]>;
  readonly attributes: Resource<Attribute[]>;
  /** Counts changes of what others share with the person; that is read page by page. */
  readonly received = signal(0);
  /** Counts changes of anything. */
  readonly changes = signal(0);
  /** Which copies were made of what, also of those that are gone. */
  readonly copies: Copies;
  /** Wallets that were linked or unlinked elsewhere. */
  readonly walletChanges: WalletChanges;
  readonly keyring: Keyring;
  readonly contents: Contents;
  /** Whether the node answers; while it does not, what was read last is shown. */
  readonly isReachable = signal(true);
  /** The account that the wallet shows, when it is not the one that signed in. */
  readonly otherAccount = signal<string | null>(null);
  readonly #life = new AbortController();

  constructor(config: Config, session: Session, wallet: EvmWallet, profile: Profile) {
    this.config = config;
    this.session = session;
    this.wallet = wallet;
    this.person = new Person(session);
    this.profile = new Resource(() => this.person.profile(), profile);
    this.portfolio = new Resource(() => this.#readPortfolio());
    this.wallets = new Resource(() => this.#readWallets());
    this.attributes = new Resource(() => this.person.attributes());
    this.walletChanges = new WalletChanges(session.node.url, profile.id);
    this.copies = new Copies(session.node.url, profile.id);
    this.keyring = new Keyring(config.sites.enclave, () => this.person.profile());
    this.contents = new Contents(this.keyring);
  }

  /** Keep everything up to date until `end`. `onOver` is called when the session ends by itself. */
  async follow(onOver: () => void): Promise<void> {
    const { signal } = this.#life;
    this.whenOver(this.#lockWhenIdle());
    this.walletChanges.follow(signal);
    const isReachable = (is: boolean) => {
      this.isReachable.value = is;
    };
    try {
      await this.session.watch((topics) => void this.refresh(topics), signal, isReachable);
    } catch {
      if (!signal.aborted) onOver();
    }
  }

  /** Read again what a change is about. Of the contents, none counts after a change of credentials. */
  async refresh(topics: readonly Topic[]): Promise<void> {
    const has = (...names: Topic[]) => names.some((name) => topics.includes(name));
    this.changes.value += 1;
    if (has("credentials")) this.contents.renew();
    if (has("grants_received")) this.received.value += 1;
    await Promise.all([
      has("credentials", "grants_owned") && this.portfolio.refresh(),
      has("wallets") && this.wallets.refresh(),
      has("attributes") && this.attributes.refresh(),
      has("profile") && this.profile.refresh(),
    ]);
  }

  /** Call this when the session ends; at once if it has. */
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
      await this.refresh(topics);
    }
  }

  /** The wallet shows this account, or none. With another one in use, another person may be there: lock. */
  walletShows(address: string | null): void {
    const isOther = address !== null && address !== this.wallet.address;
    this.otherAccount.value = isOther ? address : null;
    if (isOther) void this.contents.lock();
  }

  /** Forget what this browser keeps of the profile: it is erased. */
  forget(): void {
    this.copies.forget();
    this.walletChanges.forget();
  }

  /** Forget everything that was read and unlocked. The session at the node stays; see `DashboardAuthentication`. */
  async end(): Promise<void> {
    this.#life.abort();
    this.contents.isOpen.value = false;
    this.contents.renew();
    await this.keyring.lock();
    await this.keyring.close();
  }

  async #readWallets(): Promise<Wallet[]> {
    const wallets = await this.person.wallets();
    this.walletChanges.compare(wallets);
    return wallets;
  }

  async #readPortfolio(): Promise<Portfolio> {
    const [credentials, grants, heights] = await Promise.all([
      this.person.credentials(),
      this.person.grantsGiven(),
      this.person.grantHeights(),
    ]);
    const portfolio = portfolioOf(credentials, grants, heights);
    this.copies.see(portfolio);
    return portfolio;
  }

  #lockWhenIdle(): () => void {
    const rule = () => {
      if (!this.contents.isOpen.value) return null;
      const isHiddenToo = locksWhenHidden.value === "yes";
      // The enclave's window may cover the page: that is no reason to lock.
      const isLeftWhenHidden = () => isHiddenToo && !this.keyring.isNeeded.peek();
      return { after: Number(idleMinutes.value) * 60_000, isLeftWhenHidden };
    };
    return lockWhenIdle(rule, () => void this.contents.lock());
  }
}

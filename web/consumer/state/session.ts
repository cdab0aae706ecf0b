/** One company, signed in: the grants made to it, what was opened of them, its key, and what is new. */

import { computed, effect, type ReadonlySignal, signal } from "idos-app/state";
import type { Config } from "idos-sdk/config";
import type { Keys } from "idos-sdk/keystore";
import { type Alert, alertsOf } from "../alerts/alerts.ts";
import { GrantsStore } from "./grants.ts";
import { CompanyKeys } from "./keys.ts";
import type { Login } from "./login.ts";
import { discard, expiryOf, type OpenedCredential } from "./opened.ts";
import { newSince, pastGrantOf, type Visit, Visits } from "./visits.ts";
import { followWallet } from "./wallet.ts";

/** Credentials that were opened, by grant. */
export type OpenedCredentials = ReadonlyMap<string, OpenedCredential>;

export class ConsumerSession {
  readonly config: Config;
  readonly login: Login;
  readonly grants: GrantsStore;
  readonly keys: CompanyKeys;
  /** The visit before this one; null at the first. */
  readonly last: Visit | null;
  /** Grants that were not there at the last visit. */
  readonly fresh: ReadonlySignal<ReadonlySet<string>>;
  readonly alerts: ReadonlySignal<readonly Alert[]>;
  readonly #opened = signal<OpenedCredentials>(new Map());
  /** By grant: the day on which its credential expires, of those that were read in this browser. */
  readonly #expiries = signal<ReadonlyMap<string, string>>(new Map());
  readonly #visits: Visits;
  readonly #ends: (() => void)[] = [];

  constructor(config: Config, login: Login, keys: Keys | null) {
    this.config = config;
    this.login = login;
    this.grants = new GrantsStore(login.consumer);
    this.keys = new CompanyKeys(login, keys);
    this.#visits = new Visits(login.node, login.signer.identifier);
    this.last = this.#visits.begin();
    this.#expiries.value = new Map(this.last?.grants.map(({ id, expires }) => [id, expires]));
    const { state } = this.grants;
    const entries = computed(() => state.value.entries);
    const added = computed(() => state.value.added);
    this.fresh = computed(() => new Set([...newSince(this.last, entries.value ?? []), ...added.value]));
    this.alerts = computed(() => {
      const now = Math.floor(Date.now() / 1000);
      return alertsOf(entries.value ?? [], entries.value && this.last, this.#expiries.value, now);
    });
  }

  /** What was opened with the key, until that is closed. */
  get opened(): ReadonlySignal<OpenedCredentials> {
    return this.#opened;
  }

  /** Keep everything up to date until `end`. `onOver` is called when the session ends by itself. */
  follow(onOver: () => void): void {
    const { grants, keys, login } = this;
    const isSignedOut = computed(() => grants.state.value.isSignedOut);
    const removed = computed(() => grants.state.value.removed);
    this.#ends.push(
      isSignedOut.subscribe((is) => is && onOver()),
      removed.subscribe((ids) => this.#discard((id) => ids.has(id))),
      keys.opened.subscribe((opened) => opened === null && this.#discard(() => true)),
      keys.closeWhenIdle(),
      effect(() => this.#keepVisit()),
      followWallet(login),
    );
    void grants.follow();
  }

  /** Keep what was opened; unless the key was closed meanwhile, so that it is no longer wanted. */
  keep(credential: OpenedCredential): void {
    if (this.keys.opened.peek() === null) {
      discard(credential);
      return;
    }
    const { id } = credential.grant;
    this.#discard((other) => other === id);
    this.#opened.value = new Map(this.#opened.peek()).set(id, credential);
    this.#expiries.value = new Map(this.#expiries.peek()).set(id, expiryOf(credential));
  }

  /** Forget everything that was read, and the key. */
  end(): void {
    for (const end of this.#ends) end();
    this.grants.close();
    this.keys.close("");
    this.#discard(() => true);
    this.#visits.end();
  }

  #discard(isGone: (id: string) => boolean): void {
    const opened = this.#opened.peek();
    const gone = [...opened].filter(([id]) => isGone(id));
    if (gone.length === 0) return;
    for (const [, credential] of gone) discard(credential);
    this.#opened.value = new Map([...opened].filter(([id]) => !isGone(id)));
  }

  #keepVisit(): void {
    const { entries, isComplete } = this.grants.state.value;
    const expiries = this.#expiries.value;
    if (!entries || !isComplete) return;
    const grants = entries.map((entry) => pastGrantOf(entry, expiries.get(entry.grant.id) ?? ""));
    this.#visits.keep({ at: Date.now(), grants });
  }
}

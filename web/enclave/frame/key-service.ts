/** Everything that is done with the key, in the order in which it was asked for. */

import { open, publicKeyOf, type Sealed, seal } from "idos-core/box";
import { fromBase64, sameBytes, toBase64 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { Database } from "../keys/database.ts";
import { type Vault, VISIT } from "../keys/vault.ts";
import { t } from "../messages.ts";
import type { Intent, Intents, KeyAnswer, Requester, Scope, ShareQuestion, Use } from "../protocol.ts";
import { aborted } from "./aborted.ts";
import type { Approvals } from "./approvals.ts";
import { INITIAL, type Options, reconfigured } from "./options.ts";
import type { Prompter } from "./prompter.ts";
import type { Prompt } from "./view.tsx";

const DAY = 86_400_000;
/** So long a consent must still count when a page makes sure of it: what it does then needs no click. */
const AHEAD = 60_000;

/** What the embedding page may know of the profile; names are the official ones. */
export interface PublicProfile {
  userId: string;
  userEncryptionPublicKey: string;
  encryptionPasswordStore: "user";
}

/** One request's way to the key: who asks, until when it may last, and whether the person can be asked for it. */
export interface Caller {
  requester: Requester;
  signal: AbortSignal;
  /** Whether the page shows this frame for the request. Else nobody could click in it. */
  isShown: boolean;
}

export class KeyService {
  readonly #db: Database;
  readonly #vault: Vault;
  readonly #approvals: Approvals;
  readonly #prompter: Prompter;
  #options: Options = INITIAL;
  /** The key that is to replace the profile's: it is at rest only once the profile has it. */
  #next: Uint8Array | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #account = new AbortController();

  constructor(parts: { db: Database; vault: Vault; approvals: Approvals; prompter: Prompter }) {
    this.#db = parts.db;
    this.#vault = parts.vault;
    this.#approvals = parts.approvals;
    this.#prompter = parts.prompter;
  }

  /**
   * Change the configuration. For another person, what waits for this one is refused with `superseded`. When
   * the profile has the key that `prepareKeyChange` made, that key is kept from now on.
   */
  async reconfigure(change: unknown): Promise<void> {
    const options = reconfigured(this.#options, change);
    if (options.userId !== this.#options.userId) this.#supersede();
    this.#options = options;
    const next = this.#next;
    if (next === null || options.expectedPublicKey !== toBase64(publicKeyOf(next))) return;
    this.#next = null;
    await this.#keepKey(this.#userId(), { secretKey: next, duration: 0 });
  }

  /** Refuse what waits, and keep every key and approval. */
  cancel(): void {
    this.#end(new IdosError("cancelled", t.refusals.withdrawn));
  }

  /** Forget every key and approval of this page. */
  async reset(): Promise<void> {
    this.#supersede();
    this.#approvals.reset();
    await this.#vault.reset();
  }

  /** Do something when all earlier requests are answered. */
  inTurn<Result>(caller: Caller, job: (caller: Caller) => Promise<Result>): Promise<Result> {
    const signal = AbortSignal.any([caller.signal, this.#account.signal]);
    const turn = this.#turn.then(() => (signal.aborted ? aborted(signal) : job({ ...caller, signal })));
    this.#turn = turn.catch(() => {});
    return Promise.race([turn, aborted(signal)]);
  }

  /** See that there is a key, and consent to what the page said it means to do. */
  async ensure(caller: Caller): Promise<PublicProfile> {
    const secretKey = await this.#key(caller, this.#options.scopes, AHEAD);
    return {
      userId: this.#userId(),
      userEncryptionPublicKey: toBase64(publicKeyOf(secretKey)),
      encryptionPasswordStore: "user",
    };
  }

  /** The key for one purpose, with consent. */
  keyFor(caller: Caller, scope: Scope): Promise<Uint8Array> {
    return this.#key(caller, [scope]);
  }

  /** Use the key for one purpose, with consent, and write the use down. */
  async use<Result>(
    caller: Caller,
    scope: Scope,
    detail: string | null,
    work: (secretKey: Uint8Array) => Result | Promise<Result>,
  ): Promise<Result> {
    const secretKey = await this.keyFor(caller, scope);
    const result = await work(secretKey);
    const use: Use = { at: Date.now(), requester: caller.requester, scope, detail };
    await this.#db.put("uses", use);
    return result;
  }

  /** Show the person what would be copied for whom. Throws `declined`. The window writes the use down. */
  async consentToShare(
    caller: Caller,
    share: Omit<ShareQuestion, "requester" | "userId" | "uses">,
  ): Promise<void> {
    await this.#ask(caller, "share", "share", share);
  }

  async confirm(caller: Caller, text: string): Promise<boolean> {
    const { confirmed } = await this.#ask(caller, "confirm", "confirm", { text });
    return confirmed;
  }

  /** The recovery kit: shown by the popup, which asks for the password, because none is kept. */
  async backup(caller: Caller): Promise<void> {
    const { userEncryptionPublicKey } = await this.ensure(caller);
    await this.#ask(caller, "backup", "backupPasswordContext", {
      expectedPublicKey: userEncryptionPublicKey,
    });
  }

  /** Make a key of another password, in the popup, which asks for the present password too. */
  async prepareKeyChange(caller: Caller): Promise<{ userEncryptionPublicKey: string }> {
    const { userEncryptionPublicKey: expectedPublicKey } = await this.ensure(caller);
    const { secretKey } = await this.#ask(caller, "change", "changePassword", { expectedPublicKey });
    this.#next = secretKey;
    return { userEncryptionPublicKey: toBase64(publicKeyOf(secretKey)) };
  }

  /** One of the person's own contents, for the key that is to replace the present one: agreed to when it was made. */
  async reencryptForKeyChange(caller: Caller, sealed: Sealed): Promise<Sealed> {
    if (this.#next === null) throw new IdosError("no_key_change", "No change of the key is prepared.");
    const secretKey = (await this.#storedKey(this.#userId())) ?? (await this.#key(caller, []));
    return seal(open(sealed, secretKey), publicKeyOf(this.#next));
  }

  /** The key of the profile, with consent to the scopes. The person is asked for what lacks, or will `ahead` of now. */
  async #key(caller: Caller, scopes: Scope[], ahead = 0): Promise<Uint8Array> {
    const userId = this.#userId();
    const subject = { userId, requester: caller.requester };
    const stored = await this.#storedKey(userId);
    if (stored && this.#approvals.cover(subject, scopes, Date.now() + ahead)) return stored;
    const { mode, expectedPublicKey } = this.#options;
    if (!stored && mode === "existing" && expectedPublicKey === null) {
      throw new IdosError("no_expected_key", "The profile's public key is needed to check the password.");
    }
    const answer = await this.#ask(caller, stored ? "continue" : "unlock", "getPasswordContext", {
      mode,
      expectedPublicKey,
      hasKey: stored !== null,
      scopes: [...new Set([...this.#options.scopes, ...scopes])],
    });
    const secretKey = stored ?? (await this.#keepKey(userId, answer));
    this.#approvals.keep(subject, answer.approval);
    return secretKey;
  }

  /** The key at rest, if it is the one of the profile. */
  async #storedKey(userId: string): Promise<Uint8Array | null> {
    const secretKey = await this.#vault.open(userId, Date.now());
    return secretKey && this.#isExpected(secretKey) ? secretKey : null;
  }

  async #keepKey(
    userId: string,
    { secretKey, duration }: Pick<KeyAnswer, "secretKey" | "duration">,
  ): Promise<Uint8Array> {
    if (!secretKey || !this.#isExpected(secretKey)) {
      throw new IdosError("wrong_key", "The key is not the one of this profile.");
    }
    const until = Date.now() + (duration === 0 ? VISIT : duration * DAY);
    await this.#vault.save(userId, secretKey, { until, isVisit: duration === 0 });
    return secretKey;
  }

  #isExpected(secretKey: Uint8Array): boolean {
    const { expectedPublicKey } = this.#options;
    return expectedPublicKey === null || sameBytes(publicKeyOf(secretKey), fromBase64(expectedPublicKey));
  }

  async #ask<Name extends Intent>(
    { requester, signal, isShown }: Caller,
    prompt: Prompt,
    intent: Name,
    rest: Omit<Intents[Name]["question"], "requester" | "userId" | "uses">,
  ): Promise<Intents[Name]["answer"]> {
    if (!isShown) throw new IdosError("click_needed", t.refusals.clickNeeded);
    const { mode, theme, userId } = this.#options;
    const message = async () => {
      const uses = await this.#db.drain<Use>("uses");
      return { ...rest, requester, userId: userId ?? "", uses } as Intents[Name]["question"];
    };
    const isNew = prompt === "unlock" && mode === "new";
    return this.#prompter.ask({ prompt, intent, message, isNew, theme }, signal);
  }

  #userId(): string {
    if (this.#options.userId === null) throw new IdosError("no_user", "No profile is configured.");
    return this.#options.userId;
  }

  #supersede(): void {
    this.#next = null;
    this.#end(new IdosError("superseded", t.refusals.superseded));
  }

  #end(reason: IdosError): void {
    this.#account.abort(reason);
    this.#account = new AbortController();
  }
}

/** One account's visit: its wallet, session and enclave, and what was asked once. All of it ends with the visit. */

import { IdosError } from "idos-core/errors";
import type { ArgsOf, ResultOf } from "idos-ports/messages";
import type { Config } from "idos-sdk/config";
import { Enclave, type EnclaveOptions } from "idos-sdk/enclave";
import { Person } from "idos-sdk/person";
import type { Profile } from "idos-sdk/records";
import { Session } from "idos-sdk/session";
import type { Account, FROM_FRAME, HandlerName, HostFacts } from "../protocol.ts";
import { Dates } from "./dates.ts";
import type { Embedder } from "./embedder.ts";
import type { Event } from "./events.ts";
import type { App, Signing } from "./model.ts";
import { checkChallenge } from "./terms.ts";
import { FramedWallet } from "./wallet.ts";

/** What does not change while the frame is open. */
export interface Environment {
  app: App;
  config: Config;
  embedder: Embedder;
  /** Where the enclave's frame goes. */
  enclavePlace: Element;
}

export class Visit {
  readonly environment: Environment;
  readonly facts: HostFacts;
  readonly account: Account;
  readonly wallet: FramedWallet;
  readonly person: Person;
  readonly dates: Dates;
  readonly #dispatch: (event: Event) => void;
  readonly #over = new AbortController();
  #enclave: Enclave | null = null;
  #profile: Profile | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #answer: ((isWilling: boolean) => void) | null = null;

  constructor(
    environment: Environment,
    { facts, account }: { facts: HostFacts; account: Account },
    dispatch: (event: Event) => void,
  ) {
    this.environment = environment;
    this.facts = facts;
    this.account = account;
    this.#dispatch = dispatch;
    this.wallet = new FramedWallet(account, environment.embedder, {
      present: (signing) => this.#present(signing),
      dismiss: () => this.dispatch({ type: "signing", signing: null }),
    });
    this.person = new Person(
      new Session(environment.config.node, this.wallet, {
        chainId: environment.config.network,
        signReads: true,
      }),
    );
    this.dates = new Dates(this.person, () => this.check());
  }

  get session(): Session {
    return this.person.session;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Change the model, unless the visit is over. */
  dispatch(event: Event): void {
    if (!this.signal.aborted) this.#dispatch(event);
  }

  /** Throws `superseded` when the visit is over. */
  check(): void {
    if (this.signal.aborted) throw new IdosError("superseded", "You turned to another account.");
  }

  /** The text that is shown may be signed, or may not. */
  answer(isWilling: boolean): void {
    this.#answer?.(isWilling);
    this.#answer = null;
  }

  /** Do something after a while; the last of these counts. */
  later(work: () => void, milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, milliseconds);
  }

  /** Stop everything. What was asked is answered to nobody. */
  end(): void {
    this.#over.abort();
    clearTimeout(this.#timer);
    this.answer(false);
    this.#enclave?.destroy();
    this.#enclave = null;
  }

  /** The profile, asked once. */
  async profile(): Promise<Profile> {
    this.#profile ??= await this.person.profile();
    this.check();
    return this.#profile;
  }

  /** The enclave for a profile that has this key, or for one that is to get a key. */
  async enclave(userId: string, publicKey: Uint8Array | null): Promise<Enclave> {
    const options: EnclaveOptions = {
      mode: publicKey === null ? "new" : "existing",
      userId,
      expectedUserEncryptionPublicKey: publicKey,
      scopes: ["share"],
      theme: "auto",
    };
    if (this.#enclave) await this.#enclave.reconfigure(options);
    else this.#enclave = await this.#mount(options);
    return this.#enclave;
  }

  /** Ask the app; where it does not know the person's wallet yet, have it proved, and ask again. */
  async ask<Name extends HandlerName>(
    name: Name,
    args: ArgsOf<typeof FROM_FRAME, Name>,
  ): Promise<ResultOf<typeof FROM_FRAME, Name>> {
    this.check();
    const question = () => this.environment.embedder.ask(name, args);
    const answer = await question().catch(async (error: unknown) => {
      if (!(error instanceof IdosError) || error.code !== "unproven") throw error;
      const { id } = await this.profile();
      await this.environment.embedder.ask("prove", { profileId: id, wallet: await this.proof(id) });
      return question();
    });
    this.check();
    return answer;
  }

  /** The app's challenge, signed. Throws `bad_challenge` for a text that should not be signed. */
  async proof(profileId: string) {
    const { app, config, embedder } = this.environment;
    const text = await embedder.ask("challenge", { profileId, address: this.account.address });
    checkChallenge(text, app, config.node);
    return this.wallet.proveTo(text);
  }

  /** Show a text that the wallet signs, and wait for the person's click where one is wanted. Throws `declined`. */
  async #present(signing: Signing): Promise<void> {
    this.check();
    this.dispatch({ type: "signing", signing });
    if (!signing.isAsked) return;
    const isWilling = await new Promise<boolean>((resolve) => {
      this.#answer = resolve;
    });
    this.check();
    if (!isWilling) throw new IdosError("declined", "You did not sign.");
    this.dispatch({ type: "signing", signing: { ...signing, isAsked: false } });
  }

  async #mount(options: EnclaveOptions): Promise<Enclave> {
    const { config, enclavePlace } = this.environment;
    const enclave = await Enclave.mount(enclavePlace, config.sites.enclave, options);
    if (this.signal.aborted) enclave.destroy();
    this.check();
    enclave.onInteraction((isKeyAsked) => this.dispatch({ type: "key-asked", isKeyAsked }));
    return enclave;
  }
}

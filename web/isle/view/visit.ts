/** One account's visit: everything that belongs to it, and ends with it. */

import { IdosError } from "idos-core/errors";
import type { Config } from "idos-sdk/config";
import { Enclave, type EnclaveOptions } from "idos-sdk/enclave";
import { Person } from "idos-sdk/person";
import type { Profile } from "idos-sdk/records";
import { Session } from "idos-sdk/session";
import type { Account, HostFacts } from "../wire.ts";
import type { Embedder } from "./embedder.ts";
import type { App } from "./model.ts";
import type { Event } from "./reducer.ts";
import { checkChallenge } from "./terms.ts";
import { FramedWallet, type Present } from "./wallet.ts";

/** What does not change while the frame is open. */
export interface Surroundings {
  app: App;
  config: Config;
  embedder: Embedder;
  /** Where the enclave's frame goes. */
  enclavePlace: Element;
}

export class Visit {
  readonly surroundings: Surroundings;
  readonly facts: HostFacts;
  readonly account: Account;
  readonly wallet: FramedWallet;
  readonly person: Person;
  readonly #dispatch: (event: Event) => void;
  readonly #over = new AbortController();
  #enclave: Enclave | null = null;
  #profile: Profile | null = null;

  constructor(
    surroundings: Surroundings,
    { facts, account, present }: { facts: HostFacts; account: Account; present: Present },
    dispatch: (event: Event) => void,
  ) {
    this.surroundings = surroundings;
    this.facts = facts;
    this.account = account;
    this.#dispatch = dispatch;
    const presentHere: Present = async (signing) => {
      this.check();
      await present(signing);
      this.check();
    };
    const dismiss = () => this.dispatch({ type: "signing", signing: null });
    this.wallet = new FramedWallet(account, surroundings.embedder, { present: presentHere, dismiss });
    this.person = new Person(
      new Session(surroundings.config.node, this.wallet, {
        chainId: surroundings.config.network,
        signReads: true,
      }),
    );
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

  end(): void {
    this.#over.abort();
    this.#enclave?.destroy();
    this.#enclave = null;
  }

  /** Her profile, asked once. */
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

  /** Ask the app; where it does not know yet that the wallet is hers, let her prove it, and ask again. */
  async ask<Result>(question: () => Promise<Result>): Promise<Result> {
    this.check();
    const answer = await question().catch(async (error: unknown) => {
      if (!(error instanceof IdosError) || error.code !== "unproven") throw error;
      const { id } = await this.profile();
      await this.surroundings.embedder.prove({ profileId: id, wallet: await this.proof(id) });
      return question();
    });
    this.check();
    return answer;
  }

  /** The app's challenge, signed. Throws `bad_challenge` for a text that should not be signed. */
  async proof(profileId: string) {
    const { app, config, embedder } = this.surroundings;
    const text = await embedder.challenge({ profileId, address: this.account.address });
    checkChallenge(text, app, config.node);
    return this.wallet.proveTo(text);
  }

  async #mount(options: EnclaveOptions): Promise<Enclave> {
    const { config, enclavePlace } = this.surroundings;
    const enclave = await Enclave.mount(enclavePlace, config.sites.enclave, options);
    if (this.signal.aborted) enclave.destroy();
    this.check();
    enclave.onInteraction((isKeyAsked) => this.dispatch({ type: "key-asked", isKeyAsked }));
    return enclave;
  }
}

/** Who is signed in, in this tab: from a key file or a wallet to signing out, and across reloads. */

import { type ReadonlySignal, signal } from "idos-app/state";
import type { Config } from "idos-sdk/config";
import type { Keys } from "idos-sdk/keystore";
import type { Signer } from "idos-sdk/signer";
import { t } from "../messages.ts";
import { forgetLogin, type Login, loginOf, remember, rememberedLogin } from "./login.ts";
import { ConsumerSession } from "./session.ts";

export class ConsumerAuthentication {
  /** What happened to the session before; empty when nothing did. */
  readonly notice = signal("");
  readonly #config: Config;
  readonly #session = signal<ConsumerSession | null>(null);

  constructor(config: Config) {
    this.#config = config;
    const login = rememberedLogin(config);
    if (login) this.#enter(login, null);
  }

  get session(): ReadonlySignal<ConsumerSession | null> {
    return this.#session;
  }

  /** Prove to a node who asks. `keys`: of a key file; `wallet`: the reverse domain name of another signer's wallet. */
  async signIn(node: string, signer: Signer, wallet: string | null, keys: Keys | null): Promise<void> {
    const login = loginOf(this.#config, node, signer, wallet);
    login.signer.attach(signer);
    await login.consumer.session.signIn();
    remember(login);
    this.#enter(login, keys);
  }

  /** End the session. It is over here even when the node does not answer, which ends it by itself. */
  signOut(notice = t.signedOut): void {
    const session = this.#session.peek();
    if (session === null) return;
    session.end();
    session.login.signer.detach();
    forgetLogin();
    this.notice.value = notice;
    this.#session.value = null;
    session.login.consumer.session.signOut().catch(() => undefined);
  }

  #enter(login: Login, keys: Keys | null): void {
    this.notice.value = "";
    const session = new ConsumerSession(this.#config, login, keys);
    this.#session.value = session;
    session.follow(() => this.signOut(t.sessionOver));
  }
}

/** The company's key while somebody is signed in: asked for when it is needed, and forgotten in time. */

import { lockWhenIdle } from "idos-app/idle";
import { type ReadonlySignal, type Signal, signal } from "idos-app/state";
import type { Keys } from "idos-sdk/keystore";
import type { Signer } from "idos-sdk/signer";
import { t } from "../messages.ts";
import type { Login } from "./login.ts";

const IDLE_MS = 10 * 60_000;

/** What the key is needed for. */
export type Purpose = "read" | "sign";

interface Question {
  readonly purpose: Purpose;
  readonly answer: () => void;
}

export class CompanyKeys {
  /** What became of the key; empty when nothing did. */
  readonly notice = signal("");
  readonly #login: Login;
  readonly #opened: Signal<Keys | null>;
  readonly #question = signal<Question | null>(null);

  constructor(login: Login, opened: Keys | null) {
    this.#login = login;
    this.#opened = signal(opened);
  }

  /** The key that reads; null while it is closed. */
  get opened(): ReadonlySignal<Keys | null> {
    return this.#opened;
  }

  /** What the person is asked for a key for; null when that is not so. */
  get asked(): Purpose | null {
    return this.#question.value?.purpose ?? null;
  }

  /** Close the key when nobody uses the page. Ends when the function that is given back is called. */
  closeWhenIdle(): () => void {
    const rule = () => (this.#opened.value ? { after: IDLE_MS } : null);
    return lockWhenIdle(rule, () => this.close(t.idleClosed));
  }

  /** Ask for the key that reads; null when the person declines. */
  async open(): Promise<Keys | null> {
    if (this.#opened.peek() === null) await this.#ask("read");
    return this.#opened.peek();
  }

  /** Ask for the key that signs; false when the person declines. */
  async openSigner(): Promise<boolean> {
    if (!this.#login.signer.isAttached) await this.#ask("sign");
    return this.#login.signer.isAttached;
  }

  /** The answer: the keys of a file. Throws `other_key` where they are to sign, and are somebody else's. */
  take(keys: Keys): void {
    if (this.#login.wallet === null) this.#login.signer.attach(keys.signer);
    this.#replace(keys);
    this.notice.value = "";
    this.#answer();
  }

  /** The answer: a wallet that signs again. Throws `other_key`. */
  takeWallet(signer: Signer): void {
    this.#login.signer.attach(signer);
    this.#answer();
  }

  /** Leave the question unanswered. */
  decline(): void {
    this.#answer();
  }

  /** Forget the key, and say why. */
  close(notice: string): void {
    if (this.#login.wallet === null) this.#login.signer.detach();
    this.#replace(null);
    this.notice.value = notice;
  }

  #replace(keys: Keys | null): void {
    const before = this.#opened.peek();
    if (before !== keys) before?.forget();
    this.#opened.value = keys;
  }

  #ask(purpose: Purpose): Promise<void> {
    return new Promise((resolve) => {
      this.#question.value = { purpose, answer: resolve };
    });
  }

  #answer(): void {
    const question = this.#question.peek();
    this.#question.value = null;
    question?.answer();
  }
}

/** The wallet for one page: what the page may ask, which account it sees. */

import { fromHex, sameBytes } from "idos-core/bytes";
import { originStore } from "idos-core/storage";
import {
  type Answer,
  BAD_PARAMS,
  ProviderError,
  type Result,
  UNAUTHORIZED,
  UNSUPPORTED,
} from "../protocol.ts";
import { type Account, accountAt, accounts, sign } from "./accounts.ts";
import { Questions } from "./questions.ts";

const MAX_MESSAGE_CHARS = 2 + 2 * 64 * 1024;
const MAX_MORE = 50;
const CHAIN = "0x1";
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const MESSAGE = /^0x([0-9a-fA-F]{2})*$/;
const MORE = "people";

type Method = (wallet: Wallet, params: unknown[]) => Promise<Result>;

const METHODS: Record<string, Method> = {
  eth_chainId: async () => CHAIN,
  eth_accounts: async (wallet) => wallet.visible,
  eth_requestAccounts: (wallet) => wallet.connect(),
  personal_sign: (wallet, [message, address]) => wallet.sign(bytesOf(message), addressOf(address)),
};

export class Wallet {
  readonly origin: string;
  readonly questions: Questions;
  readonly #onChange: () => void;
  readonly #tellAccounts: (accounts: string[]) => void;
  #more: number;
  #isConnected: boolean;
  #account: Account;
  #connecting: Promise<void> | null = null;

  /** `onChange`: something to be shown differently. `tellAccounts`: the page sees other accounts. */
  constructor(origin: string, onChange: () => void, tellAccounts: (accounts: string[]) => void) {
    this.origin = origin;
    this.#onChange = onChange;
    this.#tellAccounts = tellAccounts;
    this.questions = new Questions(onChange);
    const connected = numberOf(originStore.get(this.#choice));
    this.#isConnected = connected !== null;
    this.#more = Math.min(numberOf(originStore.get(MORE)) ?? 0, MAX_MORE);
    this.#account = this.accounts[connected ?? 0] ?? accountAt(0);
  }

  get accounts(): Account[] {
    return accounts(this.#more);
  }

  get account(): Account {
    return this.#account;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The accounts that the page sees. */
  get visible(): string[] {
    return this.#isConnected ? [this.#account.address] : [];
  }

  /** Answer a request of the page. */
  async answer({ method, params }: { method: string; params: unknown }): Promise<Answer> {
    try {
      return { result: await this.#request(method, params) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { refusal: { code: error.code, message: error.message } };
    }
  }

  async #request(method: string, params: unknown): Promise<Result> {
    const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!known) throw new ProviderError(UNSUPPORTED, "The demo wallet does not have this method.");
    if (params !== undefined && !Array.isArray(params)) throw badParams("The parameters are not a list.");
    return known(this, params ?? []);
  }

  /** A page that asks again while it is asked already gets the same answer. */
  async connect(): Promise<string[]> {
    if (!this.#isConnected) {
      this.#connecting ??= this.#ask().finally(() => {
        this.#connecting = null;
      });
      await this.#connecting;
    }
    return this.visible;
  }

  async sign(message: Uint8Array, address: Uint8Array): Promise<string> {
    const account = this.#account;
    if (!this.#isConnected || !sameBytes(address, fromHex(account.address.slice(2)))) {
      throw new ProviderError(UNAUTHORIZED, "The page is not connected to this account.");
    }
    return sign(await this.questions.ask({ kind: "sign", account, message }), message);
  }

  /** Turn to another account; a page that is connected sees that one from now on. */
  choose(account: Account): void {
    const isOther = account.address !== this.#account.address;
    this.#account = account;
    if (this.#isConnected) {
      originStore.set(this.#choice, `${this.accounts.findIndex(({ name }) => name === account.name)}`);
      if (isOther) this.#tellAccounts(this.visible);
    }
    this.#onChange();
  }

  /** One person more, who becomes the account in use. */
  another(): void {
    this.#more = Math.min(this.#more + 1, MAX_MORE);
    originStore.set(MORE, `${this.#more}`);
    this.choose(this.accounts.at(-1) ?? this.#account);
  }

  disconnect(): void {
    this.#isConnected = false;
    originStore.set(this.#choice, "");
    this.#tellAccounts([]);
    this.#onChange();
  }

  async #ask(): Promise<void> {
    const account = await this.questions.ask({ kind: "connect" });
    this.#isConnected = true;
    this.choose(account);
  }

  get #choice(): string {
    return `account ${this.origin}`;
  }
}

function numberOf(text: string | null): number | null {
  return text && /^\d{1,3}$/.test(text) ? Number(text) : null;
}

function bytesOf(value: unknown): Uint8Array {
  const isMessage = typeof value === "string" && value.length <= MAX_MESSAGE_CHARS && MESSAGE.test(value);
  if (!isMessage) throw badParams("The message is not hexadecimal with 0x, of at most 64 KiB.");
  return fromHex(value.slice(2));
}

function addressOf(value: unknown): Uint8Array {
  if (typeof value !== "string" || !ADDRESS.test(value)) throw badParams("This is not an address.");
  return fromHex(value.slice(2));
}

function badParams(message: string): ProviderError {
  return new ProviderError(BAD_PARAMS, message);
}

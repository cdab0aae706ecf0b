import { IdosError } from "idos-core/errors";
import { DISCONNECTED, LIMIT, ProviderError, type Result } from "../protocol.ts";
import type { Drawer } from "./drawer.ts";

type Listener = (...args: unknown[]) => void;

/** The wallet as the page has it (EIP-1193); its requests are answered in the drawer's frame. */
export class DemoProvider {
  readonly #drawer: Drawer;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(drawer: Drawer) {
    this.#drawer = drawer;
    drawer.onAccounts((accounts) => this.#changed(accounts));
  }

  /** Throws a `ProviderError`. */
  async request({ method, params }: { method: string; params?: unknown }): Promise<Result> {
    const port = await this.#drawer.port;
    const answer = await port.call("request", { method, params }).catch((error: unknown) => {
      if (!(error instanceof IdosError)) throw error;
      throw new ProviderError(error.code === "busy" ? LIMIT : DISCONNECTED, error.message);
    });
    if ("result" in answer) return answer.result;
    throw new ProviderError(answer.refusal.code, answer.refusal.message);
  }

  on(event: string, listener: Listener): this {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    this.#listeners.get(event)?.delete(listener);
    return this;
  }

  #changed(accounts: string[]): void {
    this.#emit("accountsChanged", accounts);
    if (accounts.length === 0) {
      this.#emit("disconnect", new ProviderError(DISCONNECTED, "You disconnected this page."));
    }
  }

  #emit(event: string, value: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(value);
  }
}

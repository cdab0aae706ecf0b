import { DISCONNECTED, ProviderError, type Told } from "../wire.ts";
import type { Drawer } from "./drawer.ts";

type Listener = (...args: unknown[]) => void;

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: ProviderError) => void;
}

/** The one door to the wallet for the page (EIP-1193); its requests are answered in the drawer's frame. */
export class DemoProvider {
  readonly #drawer: Drawer;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #lastId = 0;

  constructor(drawer: Drawer) {
    this.#drawer = drawer;
    drawer.listen((told) => this.#hear(told));
  }

  async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
    const port = await this.#drawer.port;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      port.postMessage({ id, method, params });
    });
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

  #hear(told: Exclude<Told, { type: "view" }>): void {
    if (told.type === "accounts") {
      this.#changed(told.accounts);
      return;
    }
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if (told.type === "result") waiting?.resolve(told.result);
    else waiting?.reject(new ProviderError(told.code, told.message));
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

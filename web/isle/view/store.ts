/** Keeps the model: events change it, and lead to commands. */

import type { Event } from "./events.ts";
import { Interpreter } from "./interpreter.ts";
import { lastWallet } from "./memory.ts";
import { initialModel, type Model } from "./model.ts";
import { publish, update } from "./update.ts";
import type { Environment } from "./visit.ts";

export class Store {
  readonly #interpreter: Interpreter;
  readonly #onModel: (model: Model) => void;
  readonly #events: Event[] = [];
  #model: Model;
  #isApplying = false;

  constructor(environment: Environment, onModel: (model: Model) => void) {
    this.#interpreter = new Interpreter(environment, this.dispatch);
    this.#onModel = onModel;
    this.#model = initialModel(environment.app, lastWallet.value);
  }

  get model(): Model {
    return this.#model;
  }

  /** Show the first screen, and let the app know. */
  begin(): void {
    this.#onModel(this.#model);
    void this.#interpreter.run(publish(this.#model));
  }

  /** One event after the other: one that a command leads to waits until all commands of the one before are begun. */
  readonly dispatch = (event: Event): void => {
    this.#events.push(event);
    if (this.#isApplying) return;
    this.#isApplying = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#apply(next);
    } finally {
      this.#isApplying = false;
    }
  };

  #apply(event: Event): void {
    const [model, commands] = update(this.#model, event);
    this.#model = model;
    this.#onModel(model);
    for (const command of commands) void this.#interpreter.run(command);
  }
}

/** When grants were made. */

import { IdosError } from "idos-core/errors";
import type { Person } from "idos-sdk/person";

/** So many blocks are asked for at the same time. */
const AT_ONCE = 8;

type Asked = Pick<Person, "grantHeights"> & { readonly session: Pick<Person["session"], "blockTime"> };

export class Dates {
  readonly #person: Asked;
  readonly #check: () => void;
  readonly #known = new Map<string, number>();

  /** `check` throws when no more is to be asked. */
  constructor(person: Asked, check: () => void) {
    this.#person = person;
    this.#check = check;
  }

  /** By a grant's id, in Unix seconds: of those that were learned. */
  get known(): ReadonlyMap<string, number> {
    return this.#known;
  }

  /** Learn when these were made, where the node tells; it is nothing to fail for, but throws `signed_out`. */
  async learn(grantIds: readonly string[]): Promise<void> {
    const unknown = grantIds.filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return;
    try {
      const heights = await this.#person.grantHeights();
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.#ask(unknown, heights)));
    } catch (error) {
      if (!(error instanceof IdosError) || error.code === "signed_out") throw error;
    }
  }

  /** Ask for one after the other, until none is left or the visit is over. */
  async #ask(left: string[], heights: ReadonlyMap<string, number>): Promise<void> {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const height = heights.get(id);
      if (height === undefined) continue;
      this.#check();
      this.#known.set(id, await this.#person.session.blockTime(height));
    }
  }
}

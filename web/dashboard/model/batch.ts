/** Several changes, one after the other: each is a transaction, and each is approved in the wallet. */

import { isDeclined, type Refusal, refusalOf } from "idos-core/errors";

export interface Outcome<Item> {
  done: readonly Item[];
  failed: readonly { item: Item; error: Refusal }[];
  /** Not tried, because the person declined, or left. */
  left: readonly Item[];
}

/** Do `work` on each item. What fails does not keep the others from being done; a refusal by the person does. */
export async function inTurn<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
  { signal, report }: { signal: AbortSignal; report: (done: number) => void },
): Promise<Outcome<Item>> {
  const done: Item[] = [];
  const failed: { item: Item; error: Refusal }[] = [];
  for (const [at, item] of items.entries()) {
    if (signal.aborted) return { done, failed, left: items.slice(at) };
    report(at);
    try {
      await work(item);
      done.push(item);
    } catch (error) {
      const refusal = refusalOf(error);
      if (isDeclined(refusal)) return { done, failed, left: items.slice(at) };
      failed.push({ item, error: refusal });
    }
  }
  return { done, failed, left: [] };
}

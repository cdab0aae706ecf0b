/** How a change is committed: nonce, signature, one broadcast, and its outcome (docs/protocol/transactions.md). */

import { toHex } from "idos-core/bytes";
import { codeOf, IdosError } from "idos-core/errors";
import { BUSY, checkResult, NONCE_TAKEN, SENT_TWICE, UNDECIDED, UnknownOutcome } from "./faults.ts";
import type { Node } from "./node.ts";
import { type Arguments, encodeExecution, NAMESPACE } from "./protocol/payloads.ts";
import {
  account,
  broadcastResult,
  type ChainInfo,
  price,
  type TransactionInfo,
  type TxResult,
  transactionInfo,
} from "./protocol/results.ts";
import {
  type Draft,
  signedText,
  type Transaction,
  transactionHash,
  transactionJson,
} from "./protocol/transaction.ts";
import { keyType, type Signer } from "./signer.ts";

const NONCE_ATTEMPTS = 8;
/** Milliseconds between tries to hand a transaction to a node that has no room. */
const BUSY_PAUSES = [250, 500, 1000, 2000];
/** Milliseconds between questions after the fate of a transaction whose answer was lost. */
const OUTCOME_PAUSES = [100, 200, 400, 800, ...Array<number>(20).fill(1500)];
/** … how long each answer may take, and how long they are asked in all. */
const LOOK_TIMEOUT = 10_000;
const OUTCOME_TIMEOUT = 60_000;

/** An action, and the arguments of each of its runs as they travel. `description` is what a wallet shows first. */
export interface Change {
  readonly action: string;
  readonly runs: readonly Arguments[];
  readonly description: string;
}

export type Pause = (milliseconds: number) => Promise<void>;

export interface WritingOptions {
  readonly pause: Pause;
  /** The most that a transaction may cost, in the token's smallest unit. */
  readonly maxFee: bigint;
}

/** Commits the changes of one signer at one node, one after the other. */
export class Writer {
  readonly #node: Node;
  readonly #signer: Signer;
  readonly #pause: Pause;
  readonly #maxFee: bigint;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(node: Node, signer: Signer, { pause, maxFee }: WritingOptions) {
    this.#node = node;
    this.#signer = signer;
    this.#pause = pause;
    this.#maxFee = maxFee;
  }

  /** Commit a change, after those that were begun before it: each needs the account's next nonce. */
  commit(change: Change, chain: () => Promise<ChainInfo>): Promise<void> {
    const done = this.#turn.then(async () => this.#commit(change, await chain()));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #commit({ action, runs, description }: Change, chain: ChainInfo): Promise<void> {
    const draft: Draft = {
      description,
      payload: encodeExecution(NAMESPACE, action, runs),
      chainId: chain.chainId,
      sender: this.#signer.sender,
      signatureType: this.#signer.authType,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#send(await this.#sign(draft, chain));
      } catch (error) {
        if (codeOf(error) !== NONCE_TAKEN || attempt === NONCE_ATTEMPTS) throw error;
      }
    }
  }

  /** The transaction with the nonce and the fee that the node states, signed. */
  async #sign(draft: Draft, chain: ChainInfo): Promise<Transaction> {
    const id = { identifier: toHex(draft.sender), key_type: keyType(this.#signer) };
    const used = await this.#node.ask(account, "user.account", { id, status: 1 });
    const free = { ...draft, nonce: used.nonce + 1, fee: "0" };
    const unsigned = chain.gas ? { ...free, fee: await this.#price(free) } : free;
    return { ...unsigned, signature: await this.#signer.sign(signedText(unsigned)) };
  }

  /** The node's price. Throws `fee_too_high` for more than the caller is ready to pay: it is not signed. */
  async #price(free: Draft): Promise<string> {
    const asked = await this.#node.ask(price, "user.estimate_price", { tx: transactionJson(free) });
    if (BigInt(asked.price) <= this.#maxFee) return asked.price;
    throw new IdosError(
      "fee_too_high",
      `The node asks a fee of ${asked.price}; at most ${this.#maxFee} is paid.`,
    );
  }

  /** Send it once, and find out what became of it. Throws the error of one that was refused. */
  async #send(transaction: Transaction): Promise<void> {
    const hash = transactionHash(transaction);
    const params = { tx: transactionJson(transaction), sync: 1 };
    checkResult((await this.#handOver(params, hash)) ?? (await this.#outcome(hash)));
  }

  /** The result, or null when it has to be looked up. What the node had no room for is offered again. */
  async #handOver(params: Record<string, unknown>, hash: string): Promise<TxResult | null> {
    for (const pause of [...BUSY_PAUSES, null]) {
      try {
        return (await this.#node.ask(broadcastResult, "user.broadcast", params)).result;
      } catch (error) {
        if (await this.#mayHaveArrived(error, hash)) return null;
        if (pause === null || !BUSY.has(codeOf(error))) throw error;
        await this.#pause(pause);
      }
    }
    return null;
  }

  /** Whether the node may have the transaction in spite of the error: something may have sent it twice. */
  async #mayHaveArrived(error: unknown, hash: string): Promise<boolean> {
    const code = codeOf(error);
    if (!SENT_TWICE.has(code)) return UNDECIDED.has(code);
    return this.#look(hash).then(
      () => true,
      (failure) => codeOf(failure) !== "transaction_not_found",
    );
  }

  /** Ask what became of a transaction until it is in a block; never send it again. */
  async #outcome(hash: string): Promise<TxResult> {
    const end = Date.now() + OUTCOME_TIMEOUT;
    for (const pause of OUTCOME_PAUSES) {
      if (Date.now() >= end) break;
      const known = await this.#look(hash).catch(() => null);
      if (known !== null && known.height > 0 && known.txResult !== null) return known.txResult;
      await this.#pause(pause);
    }
    throw new UnknownOutcome(hash);
  }

  #look(hash: string): Promise<TransactionInfo> {
    return this.#node.ask(transactionInfo, "user.tx_query", { tx_hash: hash }, "none", LOOK_TIMEOUT);
  }
}

/**
 * A conversation with one node as one signer: how reads are signed in, and how changes are committed
 * (docs/protocol/reads.md, transactions.md). Works with our nodes and with the official ones.
 */

import { fromHex, toBase64, toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { anything, type Shape } from "idos-core/shape";
import { type KeyValueStore, tabStore } from "idos-core/storage";
import { type Topic, watchNode } from "./changes.ts";
import { CHALLENGE_NEEDED, SIGN_IN_NEEDED, SIGNED_OUT, understood } from "./faults.ts";
import { HeldSession } from "./held-session.ts";
import { KnownNetworks } from "./known-networks.ts";
import { type Access, Node, openValue } from "./node.ts";
import {
  type ArgumentsOf,
  type ChangeName,
  encodeArguments,
  type Given,
  type ViewName,
} from "./protocol/actions.ts";
import { isChallengeOf } from "./protocol/challenges.ts";
import { type Arguments, encodeCall, NAMESPACE } from "./protocol/payloads.ts";
import {
  ACCESS_LOG,
  accessLogParameters,
  callParameters,
  callText,
  isLoginFor,
  loginParameters,
  loginText,
  type Proof,
} from "./protocol/reads.ts";
import { refusalOf } from "./protocol/refusals.ts";
import { block, type ChainInfo, callResult, challenge, health, login, type Row } from "./protocol/results.ts";
import { encodeInteger } from "./protocol/values.ts";
import { type AccessEntry, accessLog } from "./records.ts";
import type { Signer } from "./signer.ts";
import { type Pause, Writer } from "./writing.ts";

/** Five times what official nodes ask for an action. */
const MAX_FEE = 10n ** 16n;

export interface SessionOptions {
  readonly store?: KeyValueStore;
  /** The network that the node must belong to; without it, that of the node's first use in this browser. */
  readonly chainId?: string | null;
  /** What is known of nodes' networks. */
  readonly networks?: KnownNetworks;
  /** Whether each call may be signed, at nodes that have no sessions. Not unless said so: each asks the signer. */
  readonly signReads?: boolean;
  /** The highest fee that is signed, in the token's smallest unit. */
  readonly maxFee?: bigint;
  /** How time passes; tests fix it. */
  readonly pause?: Pause;
}

export class Session {
  readonly signer: Signer;
  readonly node: Node;
  readonly #held: HeldSession;
  readonly #wantedChainId: string | null;
  readonly #networks: KnownNetworks;
  readonly #signReads: boolean;
  readonly #writer: Writer;
  readonly #times = new Map<number, Promise<number>>();
  #chain: Promise<ChainInfo> | null = null;
  #isPrivate = false;

  constructor(
    nodeUrl: string,
    signer: Signer,
    {
      store = tabStore,
      chainId = null,
      networks = new KnownNetworks(),
      signReads = false,
      maxFee = MAX_FEE,
      pause = elapse,
    }: SessionOptions = {},
  ) {
    this.node = new Node(nodeUrl);
    this.signer = signer;
    this.#held = new HeldSession(
      store,
      `idos-session ${this.node.url} ${signer.authType} ${signer.identifier}`,
    );
    this.#wantedChainId = chainId;
    this.#networks = networks;
    this.#signReads = signReads;
    this.#writer = new Writer(this.node, signer, { pause, maxFee });
  }

  /** Which network this is, asked once. Throws `wrong_network` if it is another than it is to be. */
  async chain(): Promise<ChainInfo> {
    this.#chain ??= this.#meet();
    try {
      return await this.#chain;
    } catch (error) {
      this.#chain = null;
      throw error;
    }
  }

  get isSignedIn(): boolean {
    return this.#held.current !== null;
  }

  /**
   * Open a session at the node's gateway: one signature. Where each call is signed there is nothing to open.
   *
   * Throws `login_mismatch` when the gateway wants a login for another gateway or network signed.
   */
  async signIn(): Promise<void> {
    const { chainId } = await this.chain();
    if (this.#isPrivate) {
      this.#held.keep({ token: null, expiresAt: null });
      return;
    }
    const offer = await this.node.ask(loginParameters, "kgw.authn_param");
    if (!isLoginFor(offer, this.node.url, chainId)) {
      throw new IdosError("login_mismatch", "The gateway's login is for another gateway or network.");
    }
    const { authType, sender } = this.signer;
    const signature = await this.signer.sign(loginText(offer, this.node.url, chainId));
    const params = {
      nonce: offer.nonce,
      sender: toHex(sender),
      signature: { sig: toBase64(signature), type: authType },
      ...(offer.token && { token: true }),
    };
    this.#held.keep(await this.node.ask(login, "kgw.authn", params, offer.token ? "none" : "cookie"));
  }

  /** End the session here and at the node. It is over here even when the node cannot be reached. */
  async signOut(): Promise<void> {
    const access = this.#access();
    this.#held.forget();
    if (access !== "none" && !this.#isPrivate) {
      await this.node.ask(anything, "kgw.logout", { account: "" }, access).catch(unlessUnsupported);
    }
  }

  /** The rows of a view. Throws `signed_out` when there is no session. */
  async rows<T, Name extends ViewName>(shape: Shape<T>, view: Name, ...args: Given<Name>): Promise<T[]> {
    return (await this.#call(view, encodeArguments(view, ...args))).map((row) => understood(shape, row));
  }

  /** The first row of a view. Throws `not_found` when there is none. */
  async row<T, Name extends ViewName>(shape: Shape<T>, view: Name, ...args: Given<Name>): Promise<T> {
    return understood(shape, await this.#first(view, encodeArguments(view, ...args)));
  }

  /** The first column of the first row of a view. Throws `not_found` when there is none. */
  async value<T, Name extends ViewName>(shape: Shape<T>, view: Name, ...args: Given<Name>): Promise<T> {
    return understood(shape, Object.values(await this.#first(view, encodeArguments(view, ...args)))[0]);
  }

  /** As `value`, of a view that is open to everybody. */
  openValue<T, Name extends ViewName>(shape: Shape<T>, view: Name, ...args: Given<Name>): Promise<T> {
    return openValue(this.node, shape, view, ...args);
  }

  /** Entries of the access log of the signer's profile, the newest first. */
  async accessLog(before: number | null, limit: number): Promise<readonly AccessEntry[]> {
    const payload = encodeCall(NAMESPACE, ACCESS_LOG, [before, limit].map(encodeInteger));
    const page = await this.#askProven(accessLog, ACCESS_LOG, payload, ACCESS_LOG, (proof) =>
      accessLogParameters(before, limit, proof),
    );
    return page.entries;
  }

  /** When a block was made, in unix seconds. Throws `unsupported_method` at nodes that do not tell. */
  blockTime(height: number): Promise<number> {
    const known = this.#times.get(height) ?? this.#askTime(height);
    this.#times.set(height, known);
    known.catch(() => this.#times.delete(height));
    return known;
  }

  /** Run an action in a transaction and wait until it is committed. See `executeEach`. */
  execute<Name extends ChangeName>(
    action: Name,
    args: ArgumentsOf<Name>,
    description: string,
  ): Promise<void> {
    return this.executeEach(action, [args], description);
  }

  /**
   * Run an action once for each of the arguments in `calls`, at most `MAX_CALLS`, under one signature: all, or none.
   *
   * Writes of one session go one after the other, as their nonces need. When somebody else used the account's
   * nonce first, the signer is asked again. Throws the refusal of the rules (nothing was changed), or
   * `UnknownOutcome`: it was sent, and whether it was committed could not be learned.
   */
  async executeEach<Name extends ChangeName>(
    action: Name,
    calls: readonly ArgumentsOf<Name>[],
    description: string,
  ): Promise<void> {
    const runs = calls.map((args) => encodeArguments(action, args));
    await this.#writer.commit({ action, runs, description }, () => this.chain());
  }

  /**
   * Watch what concerns the signer, until `signal` ends it. Rejects with `signed_out` when the session ends.
   *
   * `onChange` gets the topics to load again: all of them when watching begins; later, and after an interruption,
   * those that have changed.
   * `onReachable` is called when the node is lost, and when it is back. Nodes without a stream of changes are asked
   * for their height every few seconds.
   */
  async watch(
    onChange: (topics: readonly Topic[]) => void,
    signal: AbortSignal,
    onReachable: (isReachable: boolean) => void = () => undefined,
  ): Promise<void> {
    const access = this.#access();
    if (access === "none") throw signedOut();
    try {
      const canStream = async () => (await this.chain()) && !this.#isPrivate;
      await watchNode(this.node, { access, canStream, onChange, onReachable, signal });
    } catch (error) {
      throw this.#ended(error, access);
    }
  }

  async #askTime(height: number): Promise<number> {
    const { time } = await this.node.ask(block, "chain.block", { height });
    return Math.floor(time / 1000);
  }

  async #meet(): Promise<ChainInfo> {
    const { mode } = await this.node.ask(health, "user.health");
    const chain = await this.node.chain();
    this.#networks.meet(this.node.url, chain.chainId, this.#wantedChainId);
    this.#isPrivate = mode === "private";
    return chain;
  }

  #access(): Access {
    const held = this.#held.current;
    if (held === null) return "none";
    return held.token === null ? "cookie" : { token: held.token };
  }

  async #first(action: string, args: Arguments): Promise<Row> {
    const [first] = await this.#call(action, args);
    if (!first) throw new IdosError("not_found", `${action} has no result for this caller.`);
    return first;
  }

  async #call(action: string, args: Arguments): Promise<Row[]> {
    const payload = encodeCall(NAMESPACE, action, args);
    const { rows, error } = await this.#askProven(callResult, "user.call", payload, action, (proof) =>
      callParameters(payload, proof),
    );
    if (error !== null) throw refusalOf(error);
    return rows;
  }

  /** The result of a request that proves who asks, as a view call does. */
  async #askProven<T>(
    shape: Shape<T>,
    method: string,
    payload: Uint8Array,
    action: string,
    params: (proof: Proof) => Record<string, unknown>,
  ): Promise<T> {
    await this.chain();
    const access = this.#access();
    const ask = async () => {
      const proof = await this.#proof(payload, action);
      return this.node.ask(shape, method, params(proof), this.#isPrivate ? "none" : access);
    };
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof IdosError && CHALLENGE_NEEDED.has(error.code))) throw this.#ended(error, access);
      this.#isPrivate = true;
    }
    return ask();
  }

  async #proof(payload: Uint8Array, action: string): Promise<Proof> {
    const { authType, sender } = this.signer;
    if (!this.#isPrivate) return { authType, sender, challenge: null, signature: new Uint8Array() };
    if (!this.#signReads) {
      throw new IdosError("reads_not_signed", "The node has no sessions: it wants each call signed.");
    }
    const { chainId } = await this.chain();
    const fresh = fromHex((await this.node.ask(challenge, "user.challenge")).challenge);
    if (!isChallengeOf(fresh, this.node.url, chainId)) {
      throw new IdosError(
        "challenge_mismatch",
        "The challenge is not this node's own; another could use the answer.",
      );
    }
    const signature = await this.signer.sign(callText(NAMESPACE, action, payload, fresh));
    return { authType, sender, challenge: fresh, signature };
  }

  /** The error, and the end of the session when that is what it says. A session opened since then goes on. */
  #ended(error: unknown, access: Access): unknown {
    if (!(error instanceof IdosError && error.code === SIGN_IN_NEEDED)) return error;
    if (shows(access) === shows(this.#access())) this.#held.forget();
    return signedOut();
  }
}

function shows(access: Access): string {
  return typeof access === "object" ? access.token : access;
}

/** A node that keeps no sessions has none to end. */
function unlessUnsupported(error: unknown): void {
  if (!(error instanceof IdosError && error.code === "unsupported_method")) throw error;
}

function signedOut(): IdosError {
  return new IdosError(SIGNED_OUT, "The session is over: sign in again.");
}

function elapse(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

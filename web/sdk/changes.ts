/**
 * What changes at a node, as it happens (docs/protocol/transport.md §6).
 *
 * A stream of server-sent events (HTML standard §9.2), read with `fetch`, which can show a token; where a node has
 * none, its height every few seconds.
 */

import { createParser, type EventSourceMessage } from "eventsource-parser";
import { IdosError } from "idos-core/errors";
import { list, record, text } from "idos-core/shape";
import { SIGN_IN_NEEDED, understood } from "./faults.ts";
import { type Access, type Node, pieces } from "./node.ts";

export const TOPICS = [
  "credentials",
  "grants_owned",
  "grants_received",
  "wallets",
  "attributes",
  "profile",
] as const;
export type Topic = (typeof TOPICS)[number];

const PATH = "/api/v1/changes";
const POLL_MS = 5_000;
/** A stream that says nothing for so long is dead: nodes send a comment every 15 seconds. */
const SILENCE_MS = 45_000;
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];
const MAX_EVENT_CHARS = 64 * 1024;
/** Statuses of nodes that have no stream. */
const NO_STREAM: ReadonlySet<number> = new Set([404, 405, 501]);
/** … and of those that have none for this caller now: it is asked for again after so many questions. */
const NO_ROOM: ReadonlySet<number> = new Set([429, 503]);
const POLLS_WITHOUT_ROOM = 12;
const NOT_SIGNED_IN = 401;

export interface Watching {
  readonly access: Access;
  /** Whether the node may have a stream for this caller. Throws when it cannot be reached. */
  readonly canStream: () => Promise<boolean>;
  readonly onChange: (topics: readonly Topic[]) => void;
  readonly onReachable: (isReachable: boolean) => void;
  readonly signal: AbortSignal;
}

/** Watch until `signal`. Throws `sign_in_needed` when the session is over. */
export async function watchNode(node: Node, watching: Watching): Promise<void> {
  const { signal } = watching;
  const follower = new Follower(node, watching);
  const onReachable = whenChanged(watching.onReachable);
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await follower.once(() => {
        failures = 0;
        onReachable(true);
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof IdosError) || error.code === SIGN_IN_NEEDED) throw error;
      onReachable(false);
    }
    await rest(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? POLL_MS, signal);
  }
}

function whenChanged<T>(listener: (value: T) => void): (value: T) => void {
  let last: T | undefined;
  return (value) => {
    if (value !== last) listener(value);
    last = value;
  };
}

/** One caller's way through connections that come and go. */
class Follower {
  readonly #node: Node;
  readonly #watching: Watching;
  #hasStream = true;
  #lastId: string | null = null;
  #height = -1;

  constructor(node: Node, watching: Watching) {
    this.#node = node;
    this.#watching = watching;
  }

  /** Follow one connection to its end, or throw what broke it. */
  async once(onOpen: () => void): Promise<void> {
    this.#hasStream &&= await this.#watching.canStream();
    if (this.#hasStream && (await this.#stream(onOpen))) return;
    await this.#poll(onOpen, this.#hasStream ? POLLS_WITHOUT_ROOM : Number.POSITIVE_INFINITY);
  }

  /** False when the node has no stream for this caller. */
  async #stream(onOpen: () => void): Promise<boolean> {
    const { access, onChange, signal } = this.#watching;
    const idle = new IdleTimeout(signal);
    const headers = { Accept: "text/event-stream", ...(this.#lastId && { "Last-Event-ID": this.#lastId }) };
    try {
      const response = await this.#node.stream(PATH, headers, access, idle.signal);
      this.#hasStream = !NO_STREAM.has(response.status);
      if (!this.#hasStream || NO_ROOM.has(response.status)) return false;
      if (response.status === NOT_SIGNED_IN) throw new IdosError(SIGN_IN_NEEDED, "The session is over.");
      if (!response.ok) throw new IdosError("http_refused", "The node refuses its stream of changes.");
      onOpen();
      if (this.#lastId === null) onChange(TOPICS);
      const onId = (id: string) => {
        this.#lastId = id;
      };
      for await (const { event, data } of events(response, () => idle.restart(), onId)) {
        if (event === "change") onChange(readTopics(data));
        if (event === "resync") onChange(TOPICS);
      }
      return true;
    } finally {
      idle.stop();
    }
  }

  async #poll(onOpen: () => void, times: number): Promise<void> {
    const { onChange, signal } = this.#watching;
    for (let asked = 0; asked < times && !signal.aborted; asked++) {
      const { blockHeight } = await this.#node.chain();
      onOpen();
      if (blockHeight !== this.#height) onChange(TOPICS);
      this.#height = blockHeight;
      await rest(POLL_MS, signal);
    }
  }
}

const change = record({ topics: list(text, 64) });

function isTopic(name: string): name is Topic {
  return (TOPICS as readonly string[]).includes(name);
}

/** The topics of an event; names that are not known are passed over. Throws `bad_response`. */
function readTopics(data: string): Topic[] {
  return understood((value) => change(JSON.parse(text(value))), data).topics.filter(isTopic);
}

/**
 * The events of a stream. `onId` gets each id, also of those that come without an event.
 *
 * Throws `bad_response` for an event that is too long, and for a stream that goes on without event, id or comment:
 * the parser passes over a line without end that is no field, and only this bound tells it from a stream that is
 * alive. The parser's own bound is on what it holds of an event that has not ended.
 */
async function* events(
  response: Response,
  onPiece: () => void,
  onId: (id: string) => void,
): AsyncGenerator<EventSourceMessage> {
  let found: EventSourceMessage[] = [];
  let unread = 0;
  let isTooLong = false;
  const read = () => {
    unread = 0;
  };
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARS,
    onError: ({ type }) => {
      isTooLong ||= type === "max-buffer-size-exceeded";
    },
    onComment: read,
    onId: (id) => {
      read();
      onId(id);
    },
    onEvent: (event) => {
      read();
      found.push(event);
    },
  });
  const decoder = new TextDecoder();
  for await (const piece of pieces(response)) {
    onPiece();
    const text = decoder.decode(piece, { stream: true });
    unread += text.length;
    parser.feed(text);
    yield* found;
    found = [];
    if (isTooLong || unread > MAX_EVENT_CHARS) {
      throw new IdosError("bad_response", "An event of the node is too long.");
    }
  }
}

/** Ends a connection when the person does, or when nothing has come for too long. */
class IdleTimeout {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #abort = () => this.#controller.abort();
  #timer: ReturnType<typeof setTimeout>;

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    outer.addEventListener("abort", this.#abort);
    if (outer.aborted) this.#abort();
    this.#timer = setTimeout(this.#abort, SILENCE_MS);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#abort, SILENCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#abort();
    this.#outer.removeEventListener("abort", this.#abort);
  }
}

/** Let time pass, less of it when `signal` ends it. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

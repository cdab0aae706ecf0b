/**
 * Who is heard. Any page can post to any window that it has a reference to, so a message counts by what the browser
 * writes into its event and a sender cannot choose: the window that it came from, and that window's origin.
 */

/** Whether a message is from one particular page. */
export interface Sender {
  sent(event: MessageEvent<unknown>): boolean;
}

/** The window that `source` gives, while it shows a page of this origin. */
export function pageAt(source: () => MessageEventSource | null, origin: string): Sender {
  return { sent: (event) => event.source !== null && event.source === source() && event.origin === origin };
}

/**
 * The page that embeds this one. Its origin is not known beforehand: its first message pins it, and must agree with
 * the browser's list of ancestors where there is one. A page of an opaque origin ("null") can be anybody.
 */
export class EmbeddingPage implements Sender {
  readonly #own: Window;
  #origin: string | null = null;

  constructor(own: Window) {
    this.#own = own;
  }

  /** Null until it has sent something. */
  get origin(): string | null {
    return this.#origin;
  }

  /** The origin in the address bar, where the browser tells it and it is another one. */
  get top(): string | null {
    const top = this.#ancestors().at(-1);
    return top === undefined || top === this.#origin ? null : top;
  }

  sent({ source, origin }: MessageEvent<unknown>): boolean {
    if (source !== this.#own.parent || origin === "null") return false;
    const [nearest = origin] = this.#ancestors();
    if (nearest !== origin) return false;
    this.#origin ??= origin;
    return origin === this.#origin;
  }

  /** Post to it, once its origin is known. */
  post(message: unknown): void {
    if (this.#origin !== null) this.#own.parent.postMessage(message, this.#origin);
  }

  #ancestors(): string[] {
    const list: DOMStringList | undefined = this.#own.location.ancestorOrigins;
    return Array.from(list ?? []);
  }
}

/** Reads a message and the port that came with it; null for what is none of ours. */
export type Read<Message> = (message: unknown, port: MessagePort | null) => Message | null;

/**
 * Hear what one page posts to this window, and nobody else. What cannot be read is passed over before anything else,
 * so that it pins no origin. Gives the way to stop.
 */
export function listen<Message>(
  own: EventTarget,
  sender: Sender,
  read: Read<Message>,
  hear: (message: Message) => void,
): () => void {
  const onMessage = (event: Event) => {
    const { data, ports } = event as MessageEvent<unknown>;
    const message = read(data, ports?.[0] ?? null);
    if (message !== null && sender.sent(event as MessageEvent<unknown>)) hear(message);
  };
  own.addEventListener("message", onMessage);
  return () => own.removeEventListener("message", onMessage);
}

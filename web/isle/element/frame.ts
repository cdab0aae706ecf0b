/** The element's side of its frame: made on the Isle's origin, and handed one end of a channel at each load. */

import { Channel, type Handlers } from "../channel.ts";
import { HELLO } from "../wire.ts";

/** How long the frame may take until it says its first word, in milliseconds. */
const PATIENCE = 20_000;
const VERSION = 1;

export interface FrameEvents {
  /** The frame listens: tell it everything. */
  onLoad: (channel: Channel) => void;
  /** The frame has not answered, as when its address can not be reached. */
  onSilent: () => void;
}

export class Frame {
  readonly element = document.createElement("iframe");
  readonly #origin: string;
  readonly #handlers: Handlers;
  readonly #events: FrameEvents;
  #channel: Channel | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(url: URL, title: string, handlers: Handlers, events: FrameEvents) {
    this.#origin = url.origin;
    this.#handlers = handlers;
    this.#events = events;
    this.element.title = title;
    this.element.allow = "";
    this.element.referrerPolicy = "origin";
    this.element.addEventListener("load", () => this.#greet());
    this.element.src = url.href;
    this.#wait();
  }

  tell(notice: string, data: unknown): void {
    this.#channel?.tell(notice, data);
  }

  /** The frame has spoken. */
  heard(): void {
    clearTimeout(this.#patience);
  }

  /** Make room for what it shows, in CSS pixels. */
  grow(height: number): void {
    this.element.style.blockSize = `${height}px`;
  }

  remove(): void {
    clearTimeout(this.#patience);
    this.#channel?.close();
    this.element.remove();
  }

  /** Only a document of the Isle's origin can get the port. */
  #greet(): void {
    this.#channel?.close();
    const { port1, port2 } = new MessageChannel();
    this.#channel = new Channel(port1, this.#handlers);
    this.#wait();
    this.element.contentWindow?.postMessage({ type: HELLO, version: VERSION }, this.#origin, [port2]);
    this.#events.onLoad(this.#channel);
  }

  #wait(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(this.#events.onSilent, PATIENCE);
  }
}

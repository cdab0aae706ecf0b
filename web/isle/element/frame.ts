/** The element's side of its frame: made on the Isle's origin, and handed one end of a channel at each load. */

import { handOver } from "idos-ports/handshake";
import type { DataOf, EventName, Handlers } from "idos-ports/messages";
import { Port } from "idos-ports/port";
import { FROM_ELEMENT, FROM_FRAME, HELLO } from "../protocol.ts";

/** How long the frame may take until it says its first word, in milliseconds. */
const PATIENCE = 20_000;
const VERSION = 1;

type Said = typeof FROM_ELEMENT;

export interface FrameEvents {
  /** The frame listens: tell it everything. */
  onLoad: () => void;
  /** The frame has not answered, as when its address cannot be reached. */
  onSilent: () => void;
}

export class Frame {
  readonly element = document.createElement("iframe");
  readonly #origin: string;
  readonly #handlers: Handlers<typeof FROM_FRAME>;
  readonly #events: FrameEvents;
  #port: Port<Said, typeof FROM_FRAME> | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(url: URL, title: string, handlers: Handlers<typeof FROM_FRAME>, events: FrameEvents) {
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

  tell<Name extends EventName<Said>>(name: Name, data: DataOf<Said, Name>): void {
    this.#port?.tell(name, data);
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
    this.#port?.close();
    this.element.remove();
  }

  /** Only a document of the Isle's origin can get the port. */
  #greet(): void {
    this.#port?.close();
    this.#wait();
    const { contentWindow } = this.element;
    if (!contentWindow) return;
    const end = handOver(contentWindow, this.#origin, { type: HELLO, version: VERSION });
    this.#port = new Port(end, { out: FROM_ELEMENT, in: FROM_FRAME }, this.#handlers);
    this.#events.onLoad();
  }

  #wait(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(this.#events.onSilent, PATIENCE);
  }
}

import { handOver } from "idos-ports/handshake";
import { Port } from "idos-ports/port";
import { FROM_PAGE, FROM_WALLET, HELLO } from "../protocol.ts";

const MARGIN = 8;
const FULL_WIDTH = `min(400px, 100vw - ${2 * MARGIN}px)`;
const FULL_HEIGHT = `calc(100dvh - ${2 * MARGIN}px)`;
const MIN_HEIGHT = 48;
const MAX_HEIGHT = 2000;
const VERSION = 1;
const TAB = {
  inset: "40% 0 auto auto",
  inlineSize: "28px",
  blockSize: "52px",
  borderRadius: "10px 0 0 10px",
};

type WalletPort = Port<typeof FROM_PAGE, typeof FROM_WALLET>;

/**
 * The frame with the wallet. It is a dialog of the page, because an open dialog of the page's own would shut out
 * everything else; while nothing is asked, it is a tab at the edge. The frame keeps its size, and the dialog cuts
 * it off: so nothing moves under a finger when it opens.
 */
export class Drawer {
  /** The way to the wallet, when it has loaded. */
  readonly port: Promise<WalletPort>;
  readonly #dialog = document.createElement("dialog");
  readonly #frame = document.createElement("iframe");
  #onAccounts: (accounts: string[]) => void = () => {};

  constructor(origin: string, language: string) {
    const address = new URL(origin);
    address.searchParams.set("lang", language);
    this.#frame.title = "Demo wallet";
    this.#frame.referrerPolicy = "no-referrer";
    this.#frame.src = address.href;
    this.#dialog.setAttribute("aria-label", "Demo wallet");
    this.#dialog.append(this.#frame);
    this.port = new Promise((resolve) => {
      this.#frame.addEventListener("load", () => resolve(this.#connect(origin)), { once: true });
    });
    const cancel = () => void this.#tell("cancel");
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      cancel();
    });
    // A browser may close a dialog against its will, on a second Escape; what we shut is open as a tab again.
    this.#dialog.addEventListener("close", () => this.#dialog.open || cancel());
    this.#dress();
    this.#shut();
    document.body.append(this.#dialog);
  }

  /** Hear which accounts the page sees, whenever they change. One listener. */
  onAccounts(listener: (accounts: string[]) => void): void {
    this.#onAccounts = listener;
  }

  /** Only a document of the wallet's origin can get the port. */
  #connect(origin: string): WalletPort {
    const end = handOver(this.#frame.contentWindow as Window, origin, { type: HELLO, version: VERSION });
    return new Port(
      end,
      { out: FROM_PAGE, in: FROM_WALLET },
      {
        requests: {},
        events: {
          accounts: (accounts) => this.#onAccounts(accounts),
          view: ({ isOpen, height }) => this.#view(isOpen, height),
        },
      },
    );
  }

  async #tell(event: "cancel" | "shown"): Promise<void> {
    (await this.port).tell(event, undefined);
  }

  #view(isOpen: boolean, height: number): void {
    if (!isOpen) {
      this.#shut();
      return;
    }
    const wanted = Math.min(Math.max(height, MIN_HEIGHT), MAX_HEIGHT);
    this.#place({
      inset: `${MARGIN}px ${MARGIN}px auto auto`,
      inlineSize: FULL_WIDTH,
      blockSize: `min(${wanted}px, ${FULL_HEIGHT})`,
      borderRadius: "14px",
    });
    if (this.#dialog.matches(":modal")) return;
    this.#dialog.removeAttribute("open");
    this.#dialog.showModal();
    this.#frame.focus();
    void painted().then(() => this.#tell("shown"));
  }

  /** By the attribute, not `show()`, which would take the focus. `close()` gives it back to where it was. */
  #shut(): void {
    if (this.#dialog.matches(":modal")) this.#dialog.close();
    this.#place(TAB);
    this.#dialog.setAttribute("open", "");
  }

  #dress(): void {
    Object.assign(this.#dialog.style, {
      background: "none",
      border: "0",
      boxShadow: "0 1px 2px rgb(16 24 32 / 12%), 0 12px 40px rgb(16 24 32 / 28%)",
      margin: "0",
      maxInlineSize: "none",
      maxBlockSize: "none",
      overflow: "clip",
      padding: "0",
      position: "fixed",
      zIndex: "2147483647",
    });
    Object.assign(this.#frame.style, {
      border: "0",
      display: "block",
      inlineSize: FULL_WIDTH,
      blockSize: FULL_HEIGHT,
    });
  }

  #place(place: Partial<CSSStyleDeclaration>): void {
    Object.assign(this.#dialog.style, place);
  }
}

/** Until then, a browser gives clicks at the frame's new place to what it painted there before. */
async function painted(): Promise<void> {
  for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
}

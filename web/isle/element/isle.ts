/**
 * `<idos-isle>`: embeds the Isle's frame in an app's page, and lends it the page's wallets and the app's handlers.
 *
 * The frame asks, this element answers: exactly the methods of docs/isle.md, "Messages". It holds no key, makes
 * no request to a node, and nothing that was ever encrypted passes through it.
 */

import { IdosError, invalid } from "idos-core/errors";
import { isLanguage, pickLanguage } from "idos-look/text";
import { isTheme, type Theme } from "idos-look/theme";
import type { Handlers } from "idos-ports/messages";
import { foreignCodeOf } from "idos-ports/refusal";
import type { ConsumerHost, IsleStateDetail, IssuerHost } from "../host.ts";
import { type FROM_FRAME, facts, HANDLERS, type HandlerName, type HostFacts } from "../protocol.ts";
import { Frame } from "./frame.ts";
import { sheet } from "./style.ts";
import { Wallets } from "./wallets.ts";
import { words } from "./words.ts";

const ORIGIN = new URL(import.meta.url).origin;

/** A handler of the app. What it answers is read by the frame. */
type Handle = (args: unknown) => Promise<unknown>;

export class Isle extends HTMLElement {
  static readonly observedAttributes = ["lang", "theme", "class", "style"];

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #wallets = new Wallets(
    (list) => this.#frame?.tell("wallets", list),
    (account) => this.#frame?.tell("account", account),
  );
  #frame: Frame | null = null;
  #issuer: IssuerHost | null = null;
  #consumer: ConsumerHost | null = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
  }

  get issuer(): IssuerHost | null {
    return this.#issuer;
  }

  /** Throws `invalid` for what is not an `IssuerHost`. */
  set issuer(host: IssuerHost | null) {
    factsOf(host, null);
    this.#issuer = host;
    this.#consumer = null;
    this.#tellFacts();
  }

  get consumer(): ConsumerHost | null {
    return this.#consumer;
  }

  /** Throws `invalid` for what is not a `ConsumerHost`. */
  set consumer(host: ConsumerHost | null) {
    factsOf(null, host);
    this.#consumer = host;
    this.#issuer = null;
    this.#tellFacts();
  }

  get theme(): Theme {
    const theme = this.getAttribute("theme");
    return isTheme(theme) ? theme : "auto";
  }

  set theme(theme: Theme) {
    this.setAttribute("theme", theme);
  }

  open(): void {
    this.#frame?.tell("shown", { isOpen: true });
  }

  close(): void {
    this.#frame?.tell("shown", { isOpen: false });
  }

  connectedCallback(): void {
    for (const name of ["issuer", "consumer"]) takeOver(this, name);
    this.#wallets.discover();
    this.#embed();
  }

  disconnectedCallback(): void {
    this.#wallets.stop();
    this.#frame?.remove();
    this.#frame = null;
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (this.#frame === null || before === now) return;
    if (name === "lang") this.#embed();
    else this.#tellLook();
  }

  #embed(): void {
    this.#frame?.remove();
    const url = new URL("/", ORIGIN);
    const asked = this.getAttribute("lang");
    const language = isLanguage(asked)
      ? asked
      : pickLanguage([document.documentElement.lang, ...navigator.languages]);
    url.searchParams.set("lang", language);
    url.searchParams.set("theme", this.theme);
    this.#frame = new Frame(url, words(language).title, this.#handlers(), {
      onLoad: () => {
        this.#tellLook();
        this.#tellFacts();
        this.#frame?.tell("wallets", this.#wallets.list());
      },
      onSilent: () => this.#showSilence(language),
    });
    this.#size({ isOpen: true });
    this.#root.replaceChildren(this.#frame.element);
  }

  #handlers(): Handlers<typeof FROM_FRAME> {
    const ofApp = HANDLERS.map((name) => [name, (args: unknown) => this.#ask(name, args)]);
    return {
      requests: {
        ...(Object.fromEntries(ofApp) as Pick<Handlers<typeof FROM_FRAME>["requests"], HandlerName>),
        connect: ({ wallet, isSilent }) => this.#wallets.connect(wallet, isSilent),
        signText: ({ address, text }) => this.#wallets.signText(address, text),
        signBytes: ({ address, message }) => this.#wallets.signBytes(address, message),
        go: ({ url }) => location.assign(url),
      },
      events: {
        state: (detail) => this.#announce(detail),
        shown: (shown) => this.#size(shown),
        height: ({ height }) => this.#frame?.grow(height),
      },
    };
  }

  /** The app's own handler. Of its error only a code crosses. */
  async #ask(name: HandlerName, args: unknown): Promise<unknown> {
    const host = (this.#issuer ?? this.#consumer) as Partial<Record<HandlerName, Handle>> | null;
    if (typeof host?.[name] !== "function")
      throw new IdosError("unknown_method", "The app has no such handler.");
    try {
      return await host[name](args);
    } catch (error) {
      throw new IdosError(foreignCodeOf(error, "host_failed"), "The app's handler failed.");
    }
  }

  #announce(detail: IsleStateDetail): void {
    this.#frame?.heard();
    this.dispatchEvent(new CustomEvent("idos-state", { detail, bubbles: true, composed: true }));
  }

  #size({ isOpen }: { isOpen: boolean }): void {
    this.toggleAttribute("data-pill", !isOpen);
  }

  #tellFacts(): void {
    if (this.#issuer || this.#consumer) this.#frame?.tell("facts", factsOf(this.#issuer, this.#consumer));
  }

  #tellLook(): void {
    const style = getComputedStyle(this);
    const value = (name: string) => style.getPropertyValue(name).trim().slice(0, 64);
    this.#frame?.tell("look", {
      theme: this.theme,
      accent: value("--isle-accent"),
      radius: value("--isle-radius"),
      fontSize: value("--isle-font-size"),
    });
  }

  #showSilence(language: "en" | "de"): void {
    const { silent, retry } = words(language);
    const text = document.createElement("p");
    text.textContent = silent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = retry;
    button.addEventListener("click", () => this.#embed());
    const box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.append(text, button);
    this.#root.replaceChildren(box);
    this.#announce({ state: "error", address: null, profileId: null });
  }
}

/** What was set before this script had loaded hides the property of that name: set it properly. */
function takeOver(element: Isle, name: string): void {
  if (!Object.hasOwn(element, name)) return;
  const value: unknown = Reflect.get(element, name);
  Reflect.deleteProperty(element, name);
  Reflect.set(element, name, value);
}

/** What the frame may know of an app: its values, and no handler. */
function factsOf(issuer: IssuerHost | null, consumer: ConsumerHost | null): HostFacts {
  const read = facts({
    issuer: issuer && { ...issuer, canRetry: typeof issuer.retry === "function" },
    consumer,
  });
  if (issuer && typeof issuer.challenge !== "function") throw invalid("The issuer has no handlers.");
  return read;
}

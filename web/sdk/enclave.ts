/**
 * The enclave in a frame, for a page that embeds it: one port for each request, every answer checked.
 * Messages, sizes and codes: docs/enclave.md §1.
 */

import { KEY_SIZE, type Sealed } from "idos-core/box";
import { fromBase64, toBase64 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { Criteria } from "idos-core/filter";
import type { Theme } from "idos-look/theme";
import { Answers } from "./answers.ts";

/** How long the frame may take to load, in milliseconds. */
const LOAD_TIMEOUT = 30_000;
/** How long a person may take to answer. */
const PERSON_TIMEOUT = 15 * 60_000;
/** The enclave keeps time itself; this is for one that does not answer at all. */
const GRACE = 5000;
/** Room for the enclave's button, in CSS pixels. */
const BUTTON_HEIGHT = 96;
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/** What the page means to do with the key; docs/enclave.md §3. */
export type EnclaveScope = "decrypt" | "filter" | "share" | "encrypt";

export interface EnclaveOptions {
  /** `new` makes a key for a profile that has none yet. */
  mode: "new" | "existing";
  userId: string;
  /** The profile's public key, which the password is checked by; null for a new one. */
  expectedUserEncryptionPublicKey: Uint8Array | null;
  scopes: readonly EnclaveScope[];
  theme: Theme;
}

/** A copy for somebody else; docs/enclave.md §2. */
export interface Reencryption extends Sealed {
  recipientPublicKey: Uint8Array;
  /** The recipient's wallet address or key. */
  grantee: string;
  granteeName?: string;
  label?: string;
  purpose?: string;
  /** SHA-256 of the content that is meant, in lower hex: another one is refused (`content_hash_mismatch`). */
  contentHash?: string;
  /** Unix seconds; without it there is no lock. */
  lockedUntil?: number;
}

export interface Copy extends Sealed {
  /** SHA-256 of the plaintext, in lower hex. */
  contentHash: string;
}

export interface EnclaveProfile {
  userId: string;
  userEncryptionPublicKey: Uint8Array;
}

interface Listed extends Sealed {
  id: string;
}

/** A frame with the enclave. It shows itself, as a button, only while it needs a click. */
export class Enclave {
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  readonly #answers = new Answers();
  #onInteraction: (isNeeded: boolean) => void = () => {};

  private constructor(frame: HTMLIFrameElement, origin: string) {
    this.#frame = frame;
    this.#origin = origin;
  }

  /** Embed the enclave of `url`, and wait until it answers. Throws `unavailable` if it does not. */
  static async mount(container: Element, url: string, options: EnclaveOptions): Promise<Enclave> {
    const frame = document.createElement("iframe");
    const enclave = new Enclave(frame, new URL(url).origin);
    frame.title = `idOS Enclave (${new URL(url).host})`;
    frame.setAttribute("sandbox", SANDBOX);
    frame.referrerPolicy = "origin";
    Object.assign(frame.style, { border: "0", inlineSize: "100%", blockSize: `${BUTTON_HEIGHT}px` });
    frame.hidden = true;
    window.addEventListener("message", enclave.#hear);
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    frame.src = url;
    container.append(frame);
    try {
      await enclave.#answers.within(loaded, LOAD_TIMEOUT);
      await enclave.#ask("load", [], LOAD_TIMEOUT);
      await enclave.reconfigure(options);
    } catch (error) {
      enclave.destroy();
      const isSilent = error instanceof IdosError && error.code === "timeout";
      throw isSilent ? new IdosError("unavailable", "The enclave does not answer.") : error;
    }
    return enclave;
  }

  /** Change options; those that are absent keep their values. For another person, what waits is `superseded`. */
  async reconfigure(options: Partial<EnclaveOptions>): Promise<void> {
    const { expectedUserEncryptionPublicKey: key, ...rest } = options;
    const expected = key === undefined ? {} : { expectedUserEncryptionPublicKey: key && toBase64(key) };
    await this.#ask("reconfigure", [{ ...rest, ...expected }], LOAD_TIMEOUT);
  }

  /** See that there is a key, and consent to the scopes. */
  async ensureProfile(): Promise<EnclaveProfile> {
    const profile = object(await this.#ask("ensureUserEncryptionProfile"));
    return {
      userId: text(profile.userId),
      userEncryptionPublicKey: key(fromBase64(text(profile.userEncryptionPublicKey))),
    };
  }

  async encrypt(message: Uint8Array, receiver: Uint8Array): Promise<Sealed> {
    return sealed(await this.#ask("encrypt", [message, receiver]));
  }

  /** The plaintext. The page that asks for it answers for it. */
  async decrypt({ content, encryptorPublicKey }: Sealed): Promise<Uint8Array> {
    return bytes(await this.#ask("decrypt", [content, encryptorPublicKey]));
  }

  /** Those that match, by their contents, which stay in the enclave. Rule: docs/protocol/w3c.md §7. */
  async filter<Item extends Listed>(
    items: readonly Item[],
    criteria: { pick: Criteria; omit: Criteria },
  ): Promise<Item[]> {
    const wire = items.map(({ id, content, encryptorPublicKey }) => ({
      id,
      content: toBase64(content),
      encryptor_public_key: toBase64(encryptorPublicKey),
    }));
    const matching = await this.#ask("filterCredentials", [wire, criteria]);
    if (!Array.isArray(matching)) throw strange();
    const ids = new Set(matching.map((item: unknown) => object(item).id));
    return items.filter(({ id }) => ids.has(id));
  }

  /** Show a text, and have it confirmed or not. */
  async confirm(message: string): Promise<boolean> {
    const answer = await this.#ask("confirm", [message]);
    if (typeof answer !== "boolean") throw strange();
    return answer;
  }

  /** A copy for somebody else, when the person agrees. No plaintext leaves the enclave. */
  async reencrypt(request: Reencryption): Promise<Copy> {
    const answer = await this.#ask("reencrypt", [request]);
    return { ...sealed(answer), contentHash: text(object(answer).contentHash) };
  }

  /** Show the recovery kit. */
  async backup(): Promise<void> {
    await this.#ask("backupUserEncryptionProfile");
  }

  /** Have the person choose another password; gives the new public key. docs/enclave.md §4. */
  async prepareKeyChange(): Promise<Uint8Array> {
    const prepared = object(await this.#ask("prepareKeyChange"));
    return key(fromBase64(text(prepared.userEncryptionPublicKey)));
  }

  /** A content of the person's own, for the key that is prepared. */
  async reencryptForKeyChange({ content, encryptorPublicKey }: Sealed): Promise<Sealed> {
    return sealed(await this.#ask("reencryptForKeyChange", [{ content, encryptorPublicKey }]));
  }

  /** Refuse, with `cancelled`, what waits for the person. */
  async cancel(): Promise<void> {
    await this.#ask("cancel", [], LOAD_TIMEOUT);
  }

  /** Have the frame forget every key and approval. */
  async reset(): Promise<void> {
    await this.#ask("reset", [], LOAD_TIMEOUT);
  }

  /** Be told whether the frame needs a click. One listener; the frame appears and goes by itself. */
  onInteraction(listener: (isNeeded: boolean) => void): void {
    this.#onInteraction = listener;
  }

  /** Remove the frame; what waits is refused with `superseded`. */
  destroy(): void {
    window.removeEventListener("message", this.#hear);
    this.#answers.refuseAll(new IdosError("superseded", "The enclave was removed from the page."));
    this.#frame.remove();
  }

  #ask(method: string, data: unknown[] = [], timeout: number = PERSON_TIMEOUT): Promise<unknown> {
    const target = this.#frame.contentWindow;
    if (!target) return Promise.reject(new IdosError("superseded", "The enclave is not in the page."));
    const { id, port, answer } = this.#answers.expect(timeout + GRACE);
    target.postMessage({ method, data, id, timeout }, this.#origin, [port]);
    return answer;
  }

  readonly #hear = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== this.#frame.contentWindow || origin !== this.#origin) return;
    const isNeeded = interaction(data);
    if (isNeeded === null) return;
    this.#frame.hidden = !isNeeded;
    this.#onInteraction(isNeeded);
  };
}

/** Whether a notice says that the person is needed; null for anything else. */
function interaction(data: unknown): boolean | null {
  if (typeof data !== "object" || data === null || !("type" in data) || !("payload" in data)) return null;
  const { type, payload } = data;
  const isNotice = type === "idOS:interaction" && typeof payload === "object" && payload !== null;
  return isNotice && "needed" in payload ? payload.needed === true : null;
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw strange();
  return value as Record<string, unknown>;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw strange();
  return value;
}

function bytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw strange();
  return value;
}

function key(value: Uint8Array): Uint8Array {
  if (value.length !== KEY_SIZE) throw strange();
  return value;
}

function sealed(value: unknown): Sealed {
  const { content, encryptorPublicKey } = object(value);
  return { content: bytes(content), encryptorPublicKey: key(bytes(encryptorPublicKey)) };
}

function strange(): IdosError {
  return new IdosError("bad_response", "The enclave answered something else than was asked.");
}

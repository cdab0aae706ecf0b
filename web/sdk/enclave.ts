/**
 * The enclave in a frame, for a page that embeds it: one port for each request, every answer checked.
 * Messages, sizes and codes: docs/enclave.md §1.
 */

import type { Sealed } from "idos-core/box";
import { toBase64 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { Criteria } from "idos-core/filter";
import { boolean, bytes, key, keyBytes, list, nothing, record, type Shape, text } from "idos-core/shape";
import { Replies } from "idos-ports/replies";
import { listen, pageAt } from "idos-ports/sender";
import { resultOf } from "./enclave-reply.ts";

/** How long the frame may take to load, in milliseconds. */
const LOAD_TIMEOUT = 30_000;
/** How long the person may take to answer. */
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
  theme: "auto" | "light" | "dark";
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

const sealed: Shape<Sealed> = record<Sealed>({ content: bytes, encryptorPublicKey: keyBytes });
const copy: Shape<Copy> = record<Copy>({ content: bytes, encryptorPublicKey: keyBytes, contentHash: text });
const profile: Shape<EnclaveProfile> = record<EnclaveProfile>({ userId: text, userEncryptionPublicKey: key });
const newKey = record({ userEncryptionPublicKey: key });
const listed = record({ id: text });

/** A frame with the enclave. It shows itself, as a button, only while it needs a click. */
export class Enclave {
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  readonly #replies = new Replies(resultOf);
  readonly #stop: () => void;
  #onInteraction: (isNeeded: boolean) => void = () => {};

  private constructor(frame: HTMLIFrameElement, origin: string) {
    this.#frame = frame;
    this.#origin = origin;
    this.#stop = listen(
      window,
      pageAt(() => frame.contentWindow, origin),
      interaction,
      ({ isNeeded }) => {
        frame.hidden = !isNeeded;
        this.#onInteraction(isNeeded);
      },
    );
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
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    frame.src = url;
    container.append(frame);
    try {
      await enclave.#replies.within(loaded, LOAD_TIMEOUT);
      await enclave.#ask("load", [], nothing, LOAD_TIMEOUT);
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
    await this.#ask("reconfigure", [{ ...rest, ...expected }], nothing, LOAD_TIMEOUT);
  }

  /** See that there is a key, and consent to the scopes. */
  ensureProfile(): Promise<EnclaveProfile> {
    return this.#ask("ensureUserEncryptionProfile", [], profile);
  }

  encrypt(message: Uint8Array, receiver: Uint8Array): Promise<Sealed> {
    return this.#ask("encrypt", [message, receiver], sealed);
  }

  /** The plaintext. The page that asks for it answers for it. */
  decrypt({ content, encryptorPublicKey }: Sealed): Promise<Uint8Array> {
    return this.#ask("decrypt", [content, encryptorPublicKey], bytes);
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
    const matching = await this.#ask("filterCredentials", [wire, criteria], list(listed));
    const ids = new Set(matching.map(({ id }) => id));
    return items.filter(({ id }) => ids.has(id));
  }

  /** Show a text, and have it confirmed or not. */
  confirm(message: string): Promise<boolean> {
    return this.#ask("confirm", [message], boolean);
  }

  /** A copy for somebody else, when the person agrees. No plaintext leaves the enclave. */
  reencrypt(request: Reencryption): Promise<Copy> {
    return this.#ask("reencrypt", [request], copy);
  }

  /** Show the recovery kit. */
  backup(): Promise<void> {
    return this.#ask("backupUserEncryptionProfile", [], nothing);
  }

  /** Have the person choose another password; gives the new public key. docs/enclave.md §4. */
  async prepareKeyChange(): Promise<Uint8Array> {
    return (await this.#ask("prepareKeyChange", [], newKey)).userEncryptionPublicKey;
  }

  /** A content of the person's own, for the key that is prepared. */
  reencryptForKeyChange({ content, encryptorPublicKey }: Sealed): Promise<Sealed> {
    return this.#ask("reencryptForKeyChange", [{ content, encryptorPublicKey }], sealed);
  }

  /** Refuse, with `cancelled`, what waits for the person. */
  cancel(): Promise<void> {
    return this.#ask("cancel", [], nothing, LOAD_TIMEOUT);
  }

  /** Have the frame forget every key and approval. */
  reset(): Promise<void> {
    return this.#ask("reset", [], nothing, LOAD_TIMEOUT);
  }

  /** Hear whether the frame needs a click. One listener; the frame appears and goes by itself. */
  onInteraction(listener: (isNeeded: boolean) => void): void {
    this.#onInteraction = listener;
  }

  /** Remove the frame; what waits is refused with `superseded`. */
  destroy(): void {
    this.#stop();
    this.#replies.refuseAll(new IdosError("superseded", "The enclave was removed from the page."));
    this.#frame.remove();
  }

  async #ask<Result>(
    method: string,
    data: unknown[],
    shape: Shape<Result>,
    timeout: number = PERSON_TIMEOUT,
  ): Promise<Result> {
    const target = this.#frame.contentWindow;
    if (!target) throw new IdosError("superseded", "The enclave is not in the page.");
    const place = { target, origin: this.#origin };
    const answer = await this.#replies.ask(place, { method, data, timeout }, timeout + GRACE);
    try {
      return shape(answer);
    } catch {
      throw new IdosError("bad_response", "The enclave answered something else than was asked.");
    }
  }
}

/** Whether a notice says that the person is needed; null for anything else. */
function interaction(data: unknown): { isNeeded: boolean } | null {
  if (typeof data !== "object" || data === null || !("type" in data) || !("payload" in data)) return null;
  const { type, payload } = data;
  const isNotice = type === "idOS:interaction" && typeof payload === "object" && payload !== null;
  return isNotice && "needed" in payload ? { isNeeded: payload.needed === true } : null;
}

/** The person's wallet, which is in the page around the frame. What it is asked to sign is shown here first. */

import { fromUtf8 } from "idos-core/bytes";
import type { WalletProof, WalletSigner } from "idos-sdk/signer";
import type { WalletKind } from "idos-sdk/wallet-kinds";
import type { SignedChallenge } from "../host.ts";
import type { Account } from "../protocol.ts";
import type { Embedder } from "./embedder.ts";
import type { Signing } from "./model.ts";

/** Shows a text, and settles when the wallet may be asked. Throws `declined` when the person leaves it. */
export type Present = (signing: Signing) => Promise<void>;

/** Takes the text away again. */
export type Dismiss = () => void;

export class FramedWallet implements WalletSigner {
  readonly kind: WalletKind;
  readonly address: string;
  readonly publicKey: string | null;
  readonly authType: string;
  readonly sender: Uint8Array;
  readonly identifier: string;
  readonly #embedder: Embedder;
  readonly #present: Present;
  readonly #dismiss: Dismiss;
  #turn: Promise<unknown> = Promise.resolve();
  #onSigned: () => void = () => {};

  constructor(account: Account, embedder: Embedder, texts: { present: Present; dismiss: Dismiss }) {
    this.kind = account.kind;
    this.address = account.address;
    this.publicKey = account.publicKey;
    this.authType = account.authType;
    this.sender = account.sender;
    this.identifier = account.identifier;
    this.#embedder = embedder;
    this.#present = texts.present;
    this.#dismiss = texts.dismiss;
  }

  /** Sign a login, a call, or a transaction. All are texts. */
  async sign(message: Uint8Array): Promise<Uint8Array> {
    const text = fromUtf8(message);
    const purpose = purposeOf(text);
    // A transaction follows a click; what comes by itself waits for one.
    const signing = { purpose, text, isAsked: purpose !== "write" };
    const signature = await this.#inTurn(signing, () => this.#embedder.signBytes(this.address, message));
    this.#onSigned();
    return signature;
  }

  signText(text: string): Promise<string> {
    const signing = { purpose: "permit", text, isAsked: false } as const;
    return this.#inTurn(signing, () => this.#embedder.signText(this.address, text));
  }

  async prove(message: string): Promise<WalletProof> {
    const { kind, ...proof } = await this.proveTo(message);
    return { ...proof, walletType: this.kind };
  }

  /** Show who holds this wallet, to an app that has asked with a text of its own. */
  async proveTo(message: string): Promise<SignedChallenge> {
    const signing = { purpose: "prove", text: message, isAsked: true } as const;
    const signature = await this.#inTurn(signing, () => this.#embedder.signText(this.address, message));
    return { kind: this.kind, address: this.address, publicKey: this.publicKey, message, signature };
  }

  /** One text at a time is shown to the person, from when it is shown until it is signed or not. */
  #inTurn<Result>(signing: Signing, ask: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(async () => {
      try {
        await this.#present(signing);
        return await ask();
      } finally {
        this.#dismiss();
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Hear when a transaction is signed. One listener. */
  onSigned(listener: () => void): void {
    this.#onSigned = listener;
  }
}

/** What a text of the network is for: docs/protocol/signatures.md. */
function purposeOf(text: string): Signing["purpose"] {
  if (text.startsWith("Kwil view call.")) return "read";
  return text.includes("\nPayloadDigest: ") ? "write" : "sign-in";
}

/** What a person does with her own profile. Her wallet signs; what is encrypted comes from, and goes to, her enclave. */

import { sha256 } from "@noble/hashes/sha2.js";
import type { Sealed } from "idos-core/box";
import { toBase64, toHex } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { text } from "idos-core/shape";
import { checkSame } from "./check-answer.ts";
import { heights, Operations } from "./operations.ts";
import { accessGrantId, type WriteGrant, writeGrantText } from "./protocol/grants.ts";
import {
  type AccessEntry,
  type AccessGrant,
  type Attribute,
  accessGrant,
  attribute,
  type CredentialInfo,
  credentialInfo,
  grantHeight,
  type Original,
  original,
  type Profile,
  profile,
  type Reencrypted,
  type Remainder,
  remainder,
  type SharedCopy,
  type StoredCredential,
  storedCredential,
  type Wallet,
  wallet,
} from "./records.ts";
import { signContent } from "./signed-content.ts";
import { ServerKey, type WalletProof } from "./signer.ts";

/** An action that takes away what has this id. */
type Removal = "remove_wallet" | "remove_attribute" | "remove_credential" | "revoke_access_grant";

/** A copy to be made: of which credential, for whom, and until when it cannot be taken back (0: at any time). */
export interface CopyFor {
  readonly originalId: string;
  readonly grantee: string;
  readonly lockedUntil: number;
  readonly copy: Reencrypted;
  /** The id that the copy is to have. Of two copies with one id, the network takes one (`already_exists`). */
  readonly copyId?: string;
}

/** A credential of a person's own making: sealed to herself, and signed with a key of hers. */
export interface OwnCredential {
  readonly id?: string;
  readonly sealed: Readonly<Sealed>;
  readonly publicNotes: string;
  readonly key: ServerKey;
}

/**
 * A person's operations. Those that write ask the wallet once, also for several ids (at most `MAX_CALLS`); all of
 * them are done, or none. Nodes say nothing when asked to remove what is somebody else's, so that is checked first:
 * `not_found`.
 */
export class Person extends Operations {
  /** Her profile. Throws `not_found` when her wallet has none. */
  profile(): Promise<Profile> {
    return this.session.row(profile, "get_user");
  }

  // Wallets

  wallets(): Promise<Wallet[]> {
    return this.session.rows(wallet, "get_wallets");
  }

  /** Link another wallet, with the proof that it is hers. Gives the new id. */
  async addWallet(proof: WalletProof, id: string = crypto.randomUUID()): Promise<string> {
    await this.session.execute("add_wallet", { id, ...proof }, "Add a wallet to idOS");
    return id;
  }

  /** Unlink wallets. The one in use cannot be removed (`wallet_in_use`). */
  async removeWallet(...ids: string[]): Promise<void> {
    checkOwned(ids, await this.wallets());
    await this.#removeEach("remove_wallet", ids, "Remove a wallet from idOS");
  }

  // Attributes: plain, not encrypted

  attributes(): Promise<Attribute[]> {
    return this.session.rows(attribute, "get_attributes");
  }

  /** Add an attribute; a key may occur more than once. Gives the new id. */
  async addAttribute(key: string, value: string, id: string = crypto.randomUUID()): Promise<string> {
    await this.session.execute("add_attribute", { id, attributeKey: key, value }, "Add an attribute to idOS");
    return id;
  }

  async editAttribute(id: string, key: string, value: string): Promise<void> {
    checkOwned([id], await this.attributes());
    await this.session.execute(
      "edit_attribute",
      { id, attributeKey: key, value },
      "Edit an attribute in idOS",
    );
  }

  async removeAttribute(...ids: string[]): Promise<void> {
    checkOwned(ids, await this.attributes());
    await this.#removeEach("remove_attribute", ids, "Remove an attribute from idOS");
  }

  // Credentials

  /** Her credentials and the copies made of them, without contents. */
  credentials(): Promise<CredentialInfo[]> {
    return this.session.rows(credentialInfo, "get_credentials");
  }

  /** One credential with its ciphertext. Throws `not_found` when it is not hers. */
  async credential(id: string): Promise<StoredCredential> {
    const stored = await this.session.row(storedCredential, "get_credential_owned", { id });
    checkSame(stored.id, id);
    return stored;
  }

  /** Store a credential of her own making. Gives its id. */
  async addCredential({
    id = crypto.randomUUID(),
    sealed,
    publicNotes,
    key,
  }: OwnCredential): Promise<string> {
    const signed = signContent(sealed, publicNotes, key);
    await this.session.execute("add_credential", { id, ...signed }, "Add a credential to idOS");
    return id;
  }

  /** Replace a credential of her own making; `key` must be the one that it was signed with. */
  async editCredential({
    id,
    sealed,
    publicNotes,
    key,
  }: OwnCredential & { readonly id: string }): Promise<void> {
    checkOwned([id], await this.credentials());
    const signed = signContent(sealed, publicNotes, key);
    await this.session.execute("edit_credential", { id, ...signed }, "Edit a credential in idOS");
  }

  /** Delete credentials and the copies made of them; a copy under a time lock goes when the lock ends. */
  async removeCredential(...ids: string[]): Promise<void> {
    checkOwned(ids, await this.credentials());
    await this.#removeEach("remove_credential", ids, "Remove credential from idOS");
  }

  // Sharing

  /**
   * Store a copy that the enclave made for a grantee, and grant access to it.
   *
   * It is signed with a key made for it alone, as the network wants a signature from somebody.
   */
  async share({
    originalId,
    grantee,
    lockedUntil,
    copy,
    copyId = crypto.randomUUID(),
  }: CopyFor): Promise<SharedCopy> {
    const key = ServerKey.generate();
    const signed = signContent(copy, "", key);
    key.forget();
    await this.session.execute(
      "share_credential",
      {
        id: copyId,
        originalCredentialId: originalId,
        ...signed,
        contentHash: copy.contentHash,
        granteeWalletIdentifier: grantee,
        lockedUntil,
      },
      "Share a credential with creating AG",
    );
    const grantId = accessGrantId(grantee, copyId, lockedUntil);
    return { originalId, copyId, grantId, grantee, lockedUntil, contentHash: copy.contentHash };
  }

  /** The grants that others hold on her copies. */
  grantsGiven(): Promise<AccessGrant[]> {
    return this.session.rows(accessGrant, "get_access_grants_owned");
  }

  /** In which block each of these grants was made, by its id; empty at nodes that do not tell. */
  grantHeights(): Promise<ReadonlyMap<string, number>> {
    return heights(this.session.rows(grantHeight, "get_access_grant_heights_owned"));
  }

  /** Take grants back; their copies are erased. Throws `grant_locked` while one is locked. */
  revoke(...ids: string[]): Promise<void> {
    return this.#removeEach("revoke_access_grant", ids, "Revoke an Access Grant from idOS");
  }

  /**
   * The text by whose signature (`WalletSigner.signText`) she permits an issuer to write one credential.
   *
   * The node writes it; throws `message_mismatch` unless it says exactly what was asked for, because a node must
   * not choose what a person signs.
   */
  async writeGrantMessage(grant: WriteGrant): Promise<string> {
    const wanted = writeGrantText(grant);
    const said = await this.session.openValue(text, "dwg_message", {
      ownerWalletIdentifier: grant.owner,
      granteeWalletIdentifier: grant.grantee,
      issuerPublicKey: grant.issuer_public_key,
      id: grant.id,
      accessGrantTimelock: grant.access_grant_timelock,
      notUsableBefore: grant.not_usable_before,
      notUsableAfter: grant.not_usable_after,
    });
    if (said !== wanted) {
      throw new IdosError("message_mismatch", "The node's text is not what was asked for; do not sign it.");
    }
    return said;
  }

  /**
   * Who read her credentials at this node, herself included: the newest entries first, at most 1000.
   *
   * For older ones, ask for those `before` the last entry's `number`. Throws `no_profile`, and
   * `unsupported_method` at nodes that keep no log, as those of the official network.
   */
  accessLog(before: number | null = null, limit = 100): Promise<readonly AccessEntry[]> {
    return this.session.accessLog(before, limit);
  }

  // Change of the encryption key (docs/protocol/actions.md, "Key change"); the whole of it is in key-change.ts

  /** Her originals, and for which key each is staged. */
  originals(): Promise<Original[]> {
    return this.session.rows(original, "get_reencryptions");
  }

  /** Stage the content of an original, as `stored` now, sealed for the new key. */
  async stageReencryption(
    stored: StoredCredential,
    sealed: Readonly<Sealed>,
    recipient: Uint8Array,
  ): Promise<void> {
    const args = {
      credentialId: stored.id,
      replacedDigest: toHex(sha256(stored.content)),
      recipientEncryptionPublicKey: toBase64(recipient),
      encryptorPublicKey: toBase64(sealed.encryptorPublicKey),
      content: toBase64(sealed.content),
    };
    await this.session.execute("stage_reencryption", args, "Re-encrypt a credential in idOS");
  }

  /** Swap everything staged, and the key, at once. Throws `reencryption_incomplete`. */
  async changeEncryptionKey(replaced: Uint8Array, recipient: Uint8Array): Promise<void> {
    const args = {
      replacedEncryptionPublicKey: toBase64(replaced),
      recipientEncryptionPublicKey: toBase64(recipient),
      encryptionPasswordStore: "user",
    };
    await this.session.execute("change_encryption_key", args, "Change the encryption key in idOS");
  }

  /** Delete what a change that was not finished has left at the node. */
  async abandonPasswordChange(): Promise<void> {
    await this.session.execute("discard_reencryptions", {}, "Abandon a change of the encryption key in idOS");
  }

  // Leaving

  /** What `eraseProfile` would have to leave, until when, and for whom. */
  erasurePlan(): Promise<Remainder[]> {
    return this.session.rows(remainder, "get_erasure_plan");
  }

  /** Erase everything. Gives what time locks keep; each goes by itself when its lock ends. */
  async eraseProfile(): Promise<Remainder[]> {
    const remainders = await this.erasurePlan();
    await this.session.execute("erase_profile", {}, "Erase my idOS profile");
    return remainders;
  }

  #removeEach(action: Removal, ids: readonly string[], description: string): Promise<void> {
    return this.session.executeEach(
      action,
      ids.map((id) => ({ id })),
      description,
    );
  }
}

function checkOwned(ids: readonly string[], owned: readonly { readonly id: string }[]): void {
  const known = new Set(owned.map(({ id }) => id));
  if (!ids.every((id) => known.has(id))) {
    throw new IdosError("not_found", "The profile has no such entry.");
  }
}

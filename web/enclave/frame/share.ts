/**
 * A copy for somebody else. The page gets ciphertext and hash; the plaintext stays here.
 *
 * Whoever serves contents by their ids can serve another one of the same user. So what the page says of a
 * content counts for nothing: it is copied when the person has seen what was decrypted, and agreed to that.
 */

import { open, type Sealed, seal } from "idos-core/box";
import { toBase64 } from "idos-core/bytes";
import { IdosError, invalid } from "idos-core/errors";
import { contentHash, isContentHash } from "idos-core/hash";
import { keyBytes, object } from "idos-core/shape";
import type { ShareQuestion } from "../protocol.ts";
import { sealedOf, text, unixSeconds } from "./arguments.ts";
import { contentOf } from "./content.ts";
import type { Caller, KeyService } from "./key-service.ts";

const MAX_LINE = 300;

export interface ShareRequest {
  sealed: Sealed;
  recipient: Uint8Array;
  /** SHA-256 of the content that is meant, in lower hex; null where the page does not know it. */
  meant: string | null;
  shown: Omit<ShareQuestion, "requester" | "userId" | "uses" | "content">;
}

/** The copy, if the person agrees. Throws `content_hash_mismatch` for another content than the one that is meant. */
export async function share(
  keys: KeyService,
  caller: Caller,
  { sealed, recipient, meant, shown }: ShareRequest,
): Promise<Sealed & { contentHash: string }> {
  const plaintext = open(sealed, await keys.keyFor(caller, "share"));
  const hash = contentHash(plaintext);
  if (meant !== null && hash !== meant) {
    throw new IdosError("content_hash_mismatch", "This is another content than the one that was chosen.");
  }
  // A key that cannot be sealed for is refused before anybody is asked; the copy leaves when the person agrees.
  const copy = { ...seal(plaintext, recipient), contentHash: hash };
  await keys.consentToShare(caller, { ...shown, content: contentOf(plaintext) });
  return copy;
}

/** The request as it came. Throws `invalid`, or `too_large`. */
export function shareOf(value: unknown): ShareRequest {
  const request = object(value);
  const recipient = keyBytes(request.recipientPublicKey);
  const line = (name: string) => (request[name] === undefined ? null : text(request[name], MAX_LINE));
  const meant = line("contentHash");
  if (meant !== null && !isContentHash(meant)) throw invalid("A content hash is 64 lower-case hex digits.");
  return {
    sealed: sealedOf(request),
    recipient,
    meant,
    shown: {
      recipient: toBase64(recipient),
      grantee: text(request.grantee, MAX_LINE),
      granteeName: line("granteeName"),
      label: line("label"),
      purpose: line("purpose"),
      lockedUntil: unixSeconds(request.lockedUntil),
    },
  };
}

/** Sharing a copy: made by the enclave, written with one signature, and told to the app. */

import { fromBase64 } from "idos-core/bytes";
import type { Refusal } from "idos-core/errors";
import { isContentHash } from "idos-core/hash";
import { typeName } from "idos-kit/fields";
import { readNotes } from "idos-sdk/credentials/attestation";
import type { SharedCopy } from "idos-sdk/records";
import type { App, PreparedCopy, Progress, Request, Verified } from "../model.ts";
import { lockEnd, textOf } from "../standing.ts";
import type { Visit } from "../visit.ts";
import { readStanding } from "./read.ts";

/** A credential to share, as the person chose it. */
interface Choice {
  request: Request;
  originalId: string;
}

/** Share one of the credentials. After a failure, a copy that was made is used again. */
export async function share(
  visit: Visit,
  { request, originalId }: Choice,
  progress: Progress,
): Promise<void> {
  step(visit, 0);
  // Kept before anything is waited for: a try that begins meanwhile stores the same copy.
  const copyId = progress.copyId ?? crypto.randomUUID();
  visit.dispatch({ type: "kept", progress: { copyId } });
  const isMade = progress.copy?.originalId === originalId;
  const prepared = isMade && progress.copy ? progress.copy : await prepare(visit, request, originalId);
  visit.dispatch({ type: "kept", progress: { copy: prepared } });
  const { lockedUntil, copy } = prepared;
  step(visit, 1);
  visit.wallet.onSigned(() => step(visit, 2));
  const { grantee } = request.asked;
  const shared = await visit.person.share({ originalId, grantee, lockedUntil, copy, copyId });
  const standing = verifiedBy(request, shared, visit.environment.app);
  visit.dispatch({ type: "shared", standing });
}

/** Where the person stands after a try to share whose outcome is not known, or is an earlier one's. */
export async function lookUp(visit: Visit, problem: Refusal, progress: Progress): Promise<void> {
  const standing = await readStanding(visit, progress).catch(() => null);
  visit.dispatch({ type: "looked-up", standing, problem });
}

/** Tell the app of a grant that it has. */
export async function notify(visit: Visit, grant: { copyId: string; grantId: string }): Promise<void> {
  const { id: ownerId } = await visit.profile();
  await visit.ask("granted", { ...grant, ownerId });
  visit.dispatch({ type: "notified", grantId: grant.grantId });
}

async function prepare(visit: Visit, { asked, choices }: Request, originalId: string): Promise<PreparedCopy> {
  const { person, environment } = visit;
  const notes = readNotes(choices.find(({ id }) => id === originalId)?.publicNotes ?? "");
  const [contentHash, type] = [textOf(notes.content_hash), textOf(notes.type)];
  const { content, encryptorPublicKey } = await person.credential(originalId);
  const { id, encryptionPublicKey } = await visit.profile();
  const enclave = await visit.enclave(id, encryptionPublicKey);
  const lockedUntil = lockEnd(asked.lockSeconds);
  const copy = await enclave.reencrypt({
    content,
    encryptorPublicKey,
    recipientPublicKey: fromBase64(asked.encryptionPublicKey),
    grantee: asked.grantee,
    purpose: asked.purpose,
    lockedUntil,
    ...(type !== null && { label: typeName(type) }),
    // What the person chose by; the enclave shows what the content is in any case.
    ...(contentHash !== null && isContentHash(contentHash) && { contentHash }),
    ...(environment.app.party && { granteeName: environment.app.party.name }),
  });
  visit.check();
  return { originalId, lockedUntil, copy };
}

function step(visit: Visit, number: number): void {
  visit.check();
  visit.dispatch({ type: "task", task: { does: "share", step: number } });
}

/** Where the person stands who has just shared this copy, as far as is known before the node is asked again. */
function verifiedBy({ asked }: Request, shared: SharedCopy, { party }: App): Verified {
  const { grantId, copyId, grantee, lockedUntil } = shared;
  const { credentialType: type } = asked;
  return {
    is: "verified",
    credentialType: type,
    holdings: [{ grantId, copyId, grantee, party, type, lockedUntil, since: null, isApps: true }],
    grant: { grantId, copyId, isNotified: false },
  };
}

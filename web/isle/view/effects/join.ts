/** Making a profile: the wallet is proved, a key is made in the enclave, and the app makes the profile. */

import { toBase64 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { draftOf } from "../memory.ts";
import type { Progress } from "../model.ts";
import type { Visit } from "../visit.ts";

/** Go on from where it stopped. */
export async function join(visit: Visit, { proof }: Progress): Promise<void> {
  const { account, environment } = visit;
  const draft = draftOf(account.address);
  const profileId = draft.value ?? crypto.randomUUID();
  draft.value = profileId;
  const step = (number: number) => {
    visit.check();
    visit.dispatch({ type: "joining", step: number });
  };
  step(0);
  const wallet = proof ?? (await visit.proof(profileId));
  visit.dispatch({ type: "kept", progress: { proof: wallet } });
  step(1);
  const enclave = await visit.enclave(profileId, null);
  const { userEncryptionPublicKey } = await enclave.ensureProfile();
  step(2);
  // The app's text can be used once, and not for ever: whatever comes of it, the next try needs another.
  visit.dispatch({ type: "kept", progress: { proof: null } });
  const profile = { profileId, encryptionPublicKey: toBase64(userEncryptionPublicKey), wallet };
  await environment.embedder
    .ask("createProfile", profile)
    .catch((error: unknown) => unlessMade(visit, error));
  visit.check();
  draft.forget();
  visit.dispatch({ type: "joined" });
}

/** The app's answer may be lost where the profile is made. */
async function unlessMade({ person, account }: Visit, error: unknown): Promise<void> {
  if (error instanceof IdosError && (await person.hasProfile(account.address))) return;
  throw error;
}

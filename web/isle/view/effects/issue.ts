/** What a person does with an issuer: permits it to write, and has documents verified. */

import type { Offer, Progress } from "../model.ts";
import type { Visit } from "../visit.ts";
import { isUsable } from "./read.ts";

/** Permit the app to write, and go to the verification that it opens. */
export async function permit(visit: Visit, offer: Offer, progress: Progress): Promise<void> {
  if (!isUsable(offer)) return visit.dispatch({ type: "offer-expired" });
  const { grant, text } = offer;
  const { id: profileId } = await visit.profile();
  const isSigned = progress.permission?.grantId === grant.id;
  const signature =
    isSigned && progress.permission ? progress.permission.signature : await visit.wallet.signText(text);
  visit.dispatch({ type: "kept", progress: { permission: { grantId: grant.id, signature } } });
  visit.dispatch({ type: "task", task: { does: "permit", step: 1 } });
  const { url } = await visit.ask("verify", { profileId, grant, signature });
  await go(visit, url);
}

/** Another verification under the permission that was given. */
export async function retry(visit: Visit): Promise<void> {
  const { id: profileId } = await visit.profile();
  const { url } = await visit.ask("retry", { profileId });
  await go(visit, url);
}

export async function go(visit: Visit, url: string): Promise<void> {
  visit.dispatch({ type: "task", task: { does: "leave" } });
  await visit.environment.embedder.go(url);
}

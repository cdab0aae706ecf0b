/** Who the person is to the node. */

import { type Refusal, refusalOf } from "idos-core/errors";
import type { Visit } from "../visit.ts";

/** Find out whether the account has a profile. */
export async function findProfile(visit: Visit): Promise<void> {
  const { person, session, account } = visit;
  const hasProfile = await person.hasProfile(account.address);
  visit.dispatch(
    hasProfile ? { type: "profile-found", isSignedIn: session.isSignedIn } : { type: "no-profile" },
  );
}

export async function signIn(visit: Visit): Promise<void> {
  await visit.session.signIn();
  visit.dispatch({ type: "signed-in" });
}

/** The session is over here in any case; the node may not hear of it. */
export async function signOut({ session }: Visit): Promise<void> {
  await session.signOut().catch(() => undefined);
}

/** Say when something of the profile changes, until the visit or the session ends. */
export async function watch(visit: Visit): Promise<void> {
  const onChange = () => visit.dispatch({ type: "changed" });
  const problem: Refusal = { code: "unreachable", message: "The node does not answer." };
  const onReachable = (isReachable: boolean) => {
    if (!isReachable) visit.dispatch({ type: "unreachable", problem });
  };
  const ended = await visit.session.watch(onChange, visit.signal, onReachable).then(() => null, refusalOf);
  visit.dispatch({ type: "watch-ended", problem: ended });
}

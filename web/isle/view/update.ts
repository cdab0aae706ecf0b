/** Every change of the model, pure: the next model, and what is to be done. An event that does not fit changes nothing. */

import type { Command } from "./commands.ts";
import type { Event } from "./events.ts";
import { type Model, publicDetail } from "./model.ts";
import {
  after,
  attend,
  awaited,
  broken,
  doing,
  fail,
  failed,
  findWallet,
  followUp,
  isAt,
  isSignedOut,
  keeping,
  moved,
  type Next,
  notified,
  notify,
  only,
  onSettled,
  read,
  readAgain,
  reading,
  shared,
  signIn,
  standingAt,
  withAccount,
  working,
} from "./transitions.ts";

type Handlers = { [Type in Event["type"]]: (model: Model, event: Event & { type: Type }) => Next };

export function update<Given extends Event>(model: Model, event: Given): Next {
  const handle = HANDLERS[event.type] as (model: Model, event: Given) => Next;
  const [next, commands] = handle(model, event);
  return isSameToApp(model, next) ? [next, commands] : [next, [...commands, publish(next)]];
}

/** Tell the app all that it may know. */
export function publish(model: Model): Command {
  return { do: "publish", detail: publicDetail(model) };
}

function isSameToApp(before: Model, now: Model): boolean {
  return (
    before.account === now.account &&
    before.profileId === now.profileId &&
    publicDetail(before).state === publicDetail(now).state
  );
}

const HANDLERS: Handlers = {
  // The first facts begin; others begin anew.
  facts: (model, { facts }) => {
    const next = { ...model, facts };
    return model.facts === null ? findWallet(next) : withAccount(next, model.account);
  },
  wallets: (model, { wallets }) => awaited({ ...model, wallets }),
  "wallet-late": (model) =>
    model.awaitedWallet !== null && isAt(model, "starting") ? withAccount(model, null) : only(model),
  "wallet-given-up": (model) => only({ ...model, awaitedWallet: null }),
  shown: (model, { isOpen }) => [{ ...model, isOpen }, [{ do: "show", isOpen }]],

  connect: (model, { wallet }) =>
    isAt(model, "starting", "choosing")
      ? [moved(model, { at: "connecting", wallet }), [{ do: "connect", wallet }]]
      : only(model),
  connected: (model, { account, rdns }) =>
    after([model, [{ do: "remember-wallet", rdns }]], (next) => withAccount(next, account)),
  reconnected: (model, { account }) => {
    const isWanted = isAt(model, "starting") || (isAt(model, "choosing") && account !== null);
    return isWanted ? withAccount(model, account) : only(model);
  },
  account: (model, { account }) => withAccount(model, account),
  "begin-anew": (model) => withAccount(model, model.account),
  leave: (model) =>
    after([model, [{ do: "forget-wallet" }, { do: "sign-out" }]], (next) => withAccount(next, null)),

  "no-profile": (model) =>
    only(isAt(model, "looking", "joining") ? moved(model, { at: "no-profile" }) : model),
  "profile-found": (model, { isSignedIn }) => (isSignedIn ? attend(model) : signIn(model)),
  join: (model) =>
    isAt(model, "no-profile", "joining")
      ? [moved(model, { at: "joining", step: 0 }), [{ do: "join", progress: model.progress }]]
      : only(model),
  joining: (model, { step }) =>
    only(isAt(model, "no-profile", "joining") ? moved(model, { at: "joining", step }) : model),
  joined: (model) => [model, [{ do: "find-profile" }]],

  "sign-in": signIn,
  "signed-in": (model) => attend(working(model, { isSigningIn: false })),
  "sign-in-failed": (model, { problem }) => only(failed(working(model, { isSigningIn: false }), problem)),
  sign: (model, { isWilling }) => [model, [{ do: "answer", isWilling }]],
  signing: (model, { signing }) => only({ ...model, signing, problem: signing ? null : model.problem }),
  "key-asked": (model, { isKeyAsked }) => only({ ...model, isKeyAsked }),

  changed: read,
  reading: (model, { profileId }) => only(reading(model, profileId)),
  standing: (model, { standing }) =>
    // A copy was shared meanwhile: what was read before does not count.
    model.work.reading === "void"
      ? readAgain(model)
      : after(after(only(standingAt(model, standing)), followUp), readAgain),
  unread: (model, { problem }) => {
    if (isSignedOut(problem)) return signIn(working(model, { reading: "idle" }));
    if (!isAt(model, "settled")) return readAgain(broken(model, problem));
    return after([model, [{ do: "read-later" }]], readAgain);
  },
  unreachable: (model, { problem }) => only(isAt(model, "reading") ? broken(model, problem) : model),
  "watch-ended": (model, { problem }) => {
    const next = working(model, { isWatching: false });
    return problem ? fail(next, problem) : only(next);
  },

  task: (model, { task }) => doing(model, task),
  kept: (model, { progress }) => only(keeping(model, progress)),
  permit: (model, { offer }) =>
    doing(model, { does: "permit", step: 0 }, { do: "permit", offer, progress: model.progress }),
  "offer-expired": (model) =>
    read(failed(model, { code: "expired", message: "The request's time was over." })),
  retry: (model) => doing(model, { does: "leave" }, { do: "retry" }),
  go: (model, { url }) => doing(model, { does: "leave" }, { do: "go", url }),
  date: (model, { grantIds }) => [model, [{ do: "date", grantIds }]],
  aside: (model, { aside }) => onSettled(model, (stage) => ({ ...stage, task: null, aside })),

  // One at a time: what was agreed to once is shared once.
  share: (model, { request, originalId }) =>
    model.stage.at === "settled" && model.stage.task !== null
      ? only(model)
      : doing(
          model,
          { does: "share", step: 0 },
          { do: "share", request, originalId, progress: model.progress },
        ),
  shared: (model, { standing }) => shared(model, standing),
  // Of these two the outcome is not known, or is an earlier try's: the node is asked.
  "share-failed": (model, { problem }) =>
    problem.code === "unknown_outcome" || problem.code === "already_exists"
      ? [model, [{ do: "look-up", problem, progress: model.progress }]]
      : fail(model, problem),
  "looked-up": (model, { standing, problem }) => {
    if (standing?.is === "verified" && standing.grant !== null) return shared(model, standing);
    const isOver = standing !== null && problem.code === "already_exists";
    const next = isOver ? keeping(model, { copy: null, copyId: null }) : model;
    return [failed(next, problem), [{ do: "read-later" }]];
  },
  notify,
  notified: (model, { grantId }) => only(notified(working(model, { isNotifying: false }), grantId)),
  "notify-failed": (model, { problem }) => fail(working(model, { isNotifying: false }), problem),
  revoke: (model, { grantId }) => doing(model, { does: "revoke", grantId }, { do: "revoke", grantId }),
  revoked: (model) =>
    after(
      onSettled(model, (stage) => ({ ...stage, task: null, aside: "revoked" })),
      read,
    ),

  failed: (model, { problem }) => fail(model, problem),
  broken: (model, { problem }) => only(broken(model, problem)),
};

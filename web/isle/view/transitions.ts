/** What the changes of the model are made of. */

import type { Refusal } from "idos-core/errors";
import type { Account } from "../protocol.ts";
import type { Command } from "./commands.ts";
import {
  type Model,
  NO_PROGRESS,
  NO_WORK,
  type Progress,
  type SharedGrant,
  type Stage,
  type Standing,
  type Task,
  type Verified,
  type Work,
} from "./model.ts";

/** How long wallets have to announce themselves before the person is asked for one, in milliseconds. */
const ANNOUNCEMENT = 1_200;
/** How long the wallet of the last visit is still taken, if the person chooses no other meanwhile. */
const LATE_ANNOUNCEMENT = 20_000;

/** A model, and what is to be done. */
export type Next = readonly [Model, readonly Command[]];

type Settled = Extract<Stage, { at: "settled" }>;

export function only(model: Model): Next {
  return [model, []];
}

/** One change upon another. */
export function after([model, commands]: Next, change: (model: Model) => Next): Next {
  const [next, more] = change(model);
  return [next, [...commands, ...more]];
}

export function isAt(model: Model, ...stages: Stage["at"][]): boolean {
  return stages.includes(model.stage.at);
}

/** At another stage. What waits for the wallet or the enclave goes on until it is answered there. */
export function moved(model: Model, stage: Stage): Model {
  return { ...model, stage, problem: null };
}

export function working(model: Model, work: Partial<Work>): Model {
  return { ...model, work: { ...model.work, ...work } };
}

export function keeping(model: Model, progress: Partial<Progress>): Model {
  return { ...model, progress: { ...model.progress, ...progress } };
}

export function onSettled(
  model: Model,
  change: (stage: Settled) => Settled,
  ...commands: readonly Command[]
): Next {
  return model.stage.at === "settled" ? [moved(model, change(model.stage)), commands] : only(model);
}

/** A task is begun, or has come to its next step. */
export function doing(model: Model, task: Task, ...commands: readonly Command[]): Next {
  return onSettled(model, (stage) => ({ ...stage, task, aside: null }), ...commands);
}

/** Another account, or none. Everything that belongs to the former one goes with it. */
export function withAccount(model: Model, account: Account | null): Next {
  const next: Model = {
    ...moved(model, { at: account ? "looking" : "choosing" }),
    account,
    profileId: null,
    signing: null,
    isKeyAsked: false,
    work: NO_WORK,
    progress: NO_PROGRESS,
  };
  const { facts } = model;
  if (account === null || facts === null) return [next, [{ do: "end" }]];
  return [next, [{ do: "begin", facts, account }, { do: "find-profile" }]];
}

/** The wallet of the last visit, if it is still there and still connected; else the person chooses. */
export function findWallet(model: Model): Next {
  if (model.awaitedWallet === null) return withAccount(model, null);
  return after(awaited(model), (next) => [
    next,
    next.awaitedWallet === null
      ? []
      : [
          { do: "remind", event: { type: "wallet-late" }, after: ANNOUNCEMENT },
          { do: "remind", event: { type: "wallet-given-up" }, after: LATE_ANNOUNCEMENT },
        ],
  ]);
}

/** Take the wallet that is waited for, if it has announced itself, once the app has said what it wants. */
export function awaited(model: Model): Next {
  const wallet = model.wallets.find(({ rdns }) => rdns === model.awaitedWallet);
  if (!wallet || model.facts === null) return only(model);
  return [{ ...model, awaitedWallet: null }, [{ do: "reconnect", wallet }]];
}

/** Sign in to the node. Once at a time, whatever finds that the session has ended. */
export function signIn(model: Model): Next {
  if (!model.account || model.work.isSigningIn) return only(model);
  const next = working(moved(model, { at: "signing-in" }), { isSigningIn: true });
  return [next, [{ do: "sign-in" }]];
}

/** Read, and read again whenever something of the profile changes, until the visit or the session ends. */
export function attend(model: Model): Next {
  const next = reading(model, null);
  return model.work.isWatching ? read(next) : [working(next, { isWatching: true }), [{ do: "watch" }]];
}

export function reading(model: Model, profileId: string | null): Model {
  if (!model.account) return model;
  const known = { ...model, profileId: profileId ?? model.profileId };
  return model.stage.at === "settled" ? known : moved(known, { at: "reading" });
}

/** Read; or again after the reading that is under way, which may have begun too early to see what has changed. */
export function read(model: Model): Next {
  if (model.work.reading === "running") return only(working(model, { reading: "stale" }));
  if (model.work.reading !== "idle") return only(model);
  return [working(model, { reading: "running" }), [{ do: "read", progress: model.progress }]];
}

/** A reading has ended. */
export function readAgain(model: Model): Next {
  const idle = working(model, { reading: "idle" });
  const isFresh = model.work.reading === "idle" || model.work.reading === "running";
  return isFresh ? only(idle) : read(idle);
}

/** While something is done for the person, nothing is changed under the click. */
export function standingAt(model: Model, read: Standing): Model {
  const standing = withNotice(model, read);
  const { stage } = model;
  if (stage.at === "reading") return moved(model, { at: "settled", standing, task: null, aside: null });
  if (stage.at !== "settled" || isBusy(stage.task)) return model;
  const aside = stage.standing.is === standing.is || standing.is === "request" ? stage.aside : null;
  const next = moved(model, { ...stage, standing, aside });
  return stage.standing.is === standing.is ? { ...next, problem: model.problem } : next;
}

/** Whether the app has taken note of its grant is known here only: the node cannot tell. */
function withNotice<Read extends Standing>({ progress }: Model, standing: Read): Read {
  if (standing.is !== "verified" || standing.grant === null) return standing;
  const isNotified = standing.grant.grantId === progress.notifiedGrant;
  return { ...standing, grant: { ...standing.grant, isNotified } };
}

function isBusy(task: Task | null): boolean {
  return task !== null && task.does !== "notify";
}

/** What is not final is read again later; and a grant that the app does not know is told to it. */
export function followUp(model: Model): Next {
  const { stage, problem } = model;
  if (stage.at !== "settled") return only(model);
  const isAppAtWork = stage.standing.is === "verifying" || stage.standing.is === "issuing";
  const next: Next = [model, isAppAtWork ? [{ do: "read-later" }] : []];
  const isUnknown = grantOf(model)?.isNotified === false;
  return isUnknown && stage.task === null && problem === null ? after(next, notify) : next;
}

/** The grant that the app has. */
function grantOf({ stage }: Model): SharedGrant | null {
  return stage.at === "settled" && stage.standing.is === "verified" ? stage.standing.grant : null;
}

/** Tell the app of the grant that it has. Once at a time. */
export function notify(model: Model): Next {
  const grant = grantOf(model);
  if (!grant || model.work.isNotifying) return only(model);
  const { copyId, grantId } = grant;
  return doing(working(model, { isNotifying: true }), { does: "notify" }, { do: "notify", copyId, grantId });
}

/** The app has taken note of a grant. */
export function notified(model: Model, grantId: string): Model {
  const next = keeping(model, { notifiedGrant: grantId });
  const { stage } = next;
  if (stage.at !== "settled" || stage.standing.is !== "verified") return next;
  const { standing } = stage;
  if (standing.grant?.grantId !== grantId) return next;
  const grant = { ...standing.grant, isNotified: true };
  const task = isBusy(stage.task) ? stage.task : null;
  return moved(next, { ...stage, standing: { ...standing, grant }, task });
}

/** A copy is shared: what was read before does not count, and the app is told. */
export function shared(model: Model, standing: Verified): Next {
  const isReading = model.work.reading !== "idle";
  const next = keeping(working(model, isReading ? { reading: "void" } : {}), { copy: null, copyId: null });
  const settled = onSettled(next, (stage) => ({
    ...stage,
    standing: withNotice(next, standing),
    task: null,
  }));
  return after(after(settled, read), notify);
}

/** Nothing can be shown. */
export function broken(model: Model, problem: Refusal): Model {
  return { ...moved(model, { at: "broken" }), problem };
}

/** Something failed. Where the session has ended, signing in again comes first. */
export function fail(model: Model, problem: Refusal): Next {
  return isSignedOut(problem) ? signIn(model) : only(failed(model, problem));
}

/** The problem stays with the screen where it happened. */
export function failed(model: Model, problem: Refusal): Model {
  const { stage } = model;
  if (stage.at === "connecting") return { ...moved(model, { at: "choosing" }), problem };
  if (stage.at === "settled") return { ...model, stage: { ...stage, task: null }, problem };
  return { ...model, problem };
}

export function isSignedOut({ code }: Refusal): boolean {
  return code === "signed_out";
}

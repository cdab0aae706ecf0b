/** Every change of the model, pure. An event that does not fit the stage changes nothing. */

import type { Refusal } from "idos-core/errors";
import type { Account, HostFacts, WalletInfo } from "../wire.ts";
import type { Aside, Model, Signing, Stage, Standing, Task, Verified } from "./model.ts";

export type Event =
  | { type: "facts"; facts: HostFacts }
  | { type: "wallets"; wallets: WalletInfo[] }
  | { type: "shown"; isOpen: boolean }
  | { type: "connecting"; wallet: WalletInfo }
  | { type: "account"; account: Account | null }
  | { type: "stranger" }
  | { type: "joining"; step: number }
  | { type: "signing-in" }
  | { type: "reading"; profileId: string | null }
  | { type: "standing"; standing: Standing }
  | { type: "task"; task: Task | null }
  | { type: "shared"; standing: Verified }
  | { type: "told" }
  | { type: "aside"; aside: Aside }
  | { type: "key-asked"; isKeyAsked: boolean }
  | { type: "signing"; signing: Signing | null }
  | { type: "failed"; problem: Refusal }
  | { type: "broken"; problem: Refusal };

type Handlers = { [Type in Event["type"]]: (model: Model, event: Extract<Event, { type: Type }>) => Model };

export function reduce<Given extends Event>(model: Model, event: Given): Model {
  const handle = HANDLERS[event.type] as (model: Model, event: Given) => Model;
  return handle(model, event);
}

const HANDLERS: Handlers = {
  facts: (model, { facts }) => ({ ...model, facts }),

  wallets: (model, { wallets }) => ({ ...model, wallets }),

  shown: (model, { isOpen }) => ({ ...model, isOpen }),

  connecting: (model, { wallet }) =>
    isAt(model, "starting", "choosing") ? moved(model, { at: "connecting", wallet }) : model,

  // Everything that belongs to the former account goes with it.
  account: (model, { account }) => ({
    ...moved(model, { at: account ? "looking" : "choosing" }),
    account,
    profileId: null,
    signing: null,
    isKeyAsked: false,
  }),

  stranger: (model) => (isAt(model, "looking", "joining") ? moved(model, { at: "strange" }) : model),

  joining: (model, { step }) =>
    isAt(model, "strange", "joining") ? moved(model, { at: "joining", step }) : model,

  "signing-in": (model) => (model.account ? moved(model, { at: "signing-in" }) : model),

  reading: (model, { profileId }) => {
    if (!model.account) return model;
    const known = { ...model, profileId: profileId ?? model.profileId };
    return model.stage.at === "settled" ? known : moved(known, { at: "reading" });
  },

  // While something is done for the person, nothing is changed under her hands.
  standing: (model, { standing }) => {
    const { stage } = model;
    if (stage.at === "reading") return moved(model, { at: "settled", standing, task: null, aside: null });
    if (stage.at !== "settled" || isBusy(stage.task)) return model;
    const aside = stage.standing.is === standing.is || standing.is === "request" ? stage.aside : null;
    const next = moved(model, { ...stage, standing, aside });
    return stage.standing.is === standing.is ? { ...next, problem: model.problem } : next;
  },

  task: (model, { task }) => onSettled(model, (stage) => ({ ...stage, task, aside: null })),

  shared: (model, { standing }) =>
    onSettled(model, (stage) => ({ ...stage, standing, task: { does: "tell" } })),

  told: (model) =>
    onSettled(model, (stage) => {
      const { standing } = stage;
      if (standing.is !== "verified" || !standing.grant) return stage;
      return { ...stage, standing: { ...standing, grant: { ...standing.grant, isTold: true } }, task: null };
    }),

  aside: (model, { aside }) => onSettled(model, (stage) => ({ ...stage, task: null, aside })),

  "key-asked": (model, { isKeyAsked }) => ({ ...model, isKeyAsked }),

  signing: (model, { signing }) => ({ ...model, signing, problem: signing ? null : model.problem }),

  failed: (model, { problem }) => {
    const { stage } = model;
    if (stage.at === "connecting") return { ...moved(model, { at: "choosing" }), problem };
    if (stage.at === "settled") return { ...model, stage: { ...stage, task: null }, problem };
    return { ...model, problem };
  },

  broken: (model, { problem }) => ({ ...moved(model, { at: "broken" }), problem }),
};

function isAt(model: Model, ...stages: Stage["at"][]): boolean {
  return stages.includes(model.stage.at);
}

function isBusy(task: Task | null): boolean {
  return task !== null && task.does !== "tell";
}

/** At another stage. What waits for the wallet or the enclave goes on until it is answered there. */
function moved(model: Model, stage: Stage): Model {
  return { ...model, stage, problem: null };
}

function onSettled(
  model: Model,
  change: (stage: Extract<Stage, { at: "settled" }>) => Extract<Stage, { at: "settled" }>,
): Model {
  return model.stage.at === "settled" ? moved(model, change(model.stage)) : model;
}

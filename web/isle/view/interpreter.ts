/** Does what `update` says is to be done. What comes of it are events again; it decides nothing. */

import { refusalOf } from "idos-core/errors";
import type { Command, PageCommand, VisitCommand } from "./commands.ts";
import { go, permit, retry } from "./effects/issue.ts";
import { join } from "./effects/join.ts";
import { read } from "./effects/read.ts";
import { findProfile, signIn, signOut, watch } from "./effects/session.ts";
import { lookUp, notify, share } from "./effects/share.ts";
import type { Event, Failure } from "./events.ts";
import { lastWallet } from "./memory.ts";
import { type Environment, Visit } from "./visit.ts";

/** When to read again what is not final: an app is at work, or the node did not answer. In milliseconds. */
const PATIENCE = 4_000;

type OfPage = {
  [Do in PageCommand["do"]]: (command: PageCommand & { do: Do }) => void | Promise<void>;
};
type OfVisit = {
  [Do in VisitCommand["do"]]: (visit: Visit, command: VisitCommand & { do: Do }) => unknown;
};

export class Interpreter {
  readonly #environment: Environment;
  readonly #dispatch: (event: Event) => void;
  #visit: Visit | null = null;

  constructor(environment: Environment, dispatch: (event: Event) => void) {
    this.#environment = environment;
    this.#dispatch = dispatch;
  }

  /** Settles when it is done. Never throws: what fails is an event. */
  async run(command: Command): Promise<void> {
    if (isOfPage(command)) return this.#ofPage(command);
    const visit = this.#visit;
    if (visit) await this.#ofVisit(visit, command);
  }

  async #ofPage<Given extends PageCommand>(command: Given): Promise<void> {
    try {
      await (this.#page[command.do] as (command: Given) => void | Promise<void>)(command);
    } catch (error) {
      this.#dispatch({ type: "failed", problem: refusalOf(error) });
    }
  }

  async #ofVisit<Given extends VisitCommand>(visit: Visit, command: Given): Promise<void> {
    try {
      await (VISIT[command.do] as (visit: Visit, command: Given) => unknown)(visit, command);
    } catch (error) {
      visit.dispatch({ type: FAILURES[command.do] ?? "failed", problem: refusalOf(error) });
    }
  }

  readonly #page: OfPage = {
    publish: ({ detail }) => this.#environment.embedder.tell("state", detail),
    show: ({ isOpen }) => this.#environment.embedder.tell("shown", { isOpen }),
    remind: ({ event, after }) => void setTimeout(() => this.#dispatch(event), after),
    connect: async ({ wallet }) => {
      const account = await this.#environment.embedder.connect(wallet.id, false);
      this.#dispatch({ type: "connected", account, rdns: wallet.rdns });
    },
    reconnect: async ({ wallet }) => {
      const account = await this.#environment.embedder.connect(wallet.id, true).catch(() => null);
      this.#dispatch({ type: "reconnected", account });
    },
    "remember-wallet": ({ rdns }) => {
      lastWallet.value = rdns;
    },
    "forget-wallet": () => lastWallet.forget(),
    begin: ({ facts, account }) => {
      this.#visit?.end();
      this.#visit = new Visit(this.#environment, { facts, account }, this.#dispatch);
    },
    end: () => {
      this.#visit?.end();
      this.#visit = null;
    },
  };
}

const VISIT: OfVisit = {
  "find-profile": findProfile,
  "sign-in": signIn,
  "sign-out": signOut,
  watch,
  read: (visit, { progress }) => read(visit, progress),
  "read-later": (visit) => visit.later(() => visit.dispatch({ type: "changed" }), PATIENCE),
  join: (visit, { progress }) => join(visit, progress),
  answer: (visit, { isWilling }) => visit.answer(isWilling),
  permit: (visit, { offer, progress }) => permit(visit, offer, progress),
  retry,
  go: (visit, { url }) => go(visit, url),
  share: (visit, { progress, ...choice }) => share(visit, choice, progress),
  "look-up": (visit, { problem, progress }) => lookUp(visit, problem, progress),
  notify: (visit, { copyId, grantId }) => notify(visit, { copyId, grantId }),
  revoke: async (visit, { grantId }) => {
    await visit.person.revoke(grantId);
    visit.dispatch({ type: "revoked" });
  },
  date: async (visit, { grantIds }) => {
    await visit.dates.learn(grantIds);
    visit.dispatch({ type: "changed" });
  },
};

/** What a failure of a command is, where it is more than a problem to show. */
const FAILURES: Partial<Record<VisitCommand["do"], Failure>> = {
  "find-profile": "broken",
  "sign-in": "sign-in-failed",
  read: "unread",
  share: "share-failed",
  notify: "notify-failed",
};

function isOfPage(command: Command): command is PageCommand {
  return !Object.hasOwn(VISIT, command.do);
}

/** What is done for a person during a visit: each deed begins with a click, and ends in the model. */

import { IdosError, refusalOf } from "idos-core/errors";
import { Joining } from "./joining.ts";
import type { Model, Offer, Request, Signing, Told, Verified } from "./model.ts";
import { Reading } from "./reading.ts";
import type { Event } from "./reducer.ts";
import { Sharing, verifiedBy } from "./sharing.ts";
import { type Surroundings, Visit } from "./visit.ts";

/** When to read again what is not final: an app is at work, or the node did not answer. In milliseconds. */
const PATIENCE = 4_000;

/** The model, and the way to change it. */
export interface Desk {
  model(): Model;
  dispatch(event: Event): void;
}

export class Deeds {
  readonly visit: Visit;
  readonly #desk: Desk;
  readonly #joining: Joining;
  readonly #reading: Reading;
  readonly #sharing: Sharing;
  /** A permission that was signed: should the app fail then, the person need not sign again. */
  #permitted: { grantId: string; signature: string } | null = null;
  #answerSigning: ((isWilling: boolean) => void) | null = null;
  #isStale = false;
  #refreshing: Promise<void> | null = null;
  #telling: Promise<void> | null = null;
  #signingIn: Promise<void> | null = null;
  #isWatching = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(surroundings: Surroundings, about: Pick<Visit, "facts" | "account">, desk: Desk) {
    this.#desk = desk;
    const present = (signing: Signing) => this.#present(signing);
    this.visit = new Visit(surroundings, { ...about, present }, desk.dispatch);
    this.#joining = new Joining(this.visit);
    this.#reading = new Reading(this.visit);
    this.#sharing = new Sharing(this.visit);
  }

  /** Stop everything. What was asked is answered to nobody. */
  end(): void {
    this.visit.end();
    this.sign(false);
  }

  /** Find out whether there is a profile, and go on from there. */
  begin(): Promise<void> {
    return this.#do(async () => {
      const { person, session, account } = this.visit;
      const hasProfile = await person.hasProfile(account.address).catch((error) => this.#break(error));
      if (hasProfile === false) this.visit.dispatch({ type: "stranger" });
      else if (hasProfile && session.isSignedIn) this.#attend();
      else if (hasProfile) await this.signIn();
    });
  }

  /** The text that is shown may be signed, or may not. */
  sign(isWilling: boolean): void {
    this.#answerSigning?.(isWilling);
    this.#answerSigning = null;
  }

  /** Sign in to the node. Once at a time, whatever finds that the session has ended. */
  signIn(): Promise<void> {
    this.#signingIn ??= this.#do(() => this.#signIn()).finally(() => {
      this.#signingIn = null;
    });
    return this.#signingIn;
  }

  /** Make a profile. */
  join(): Promise<void> {
    return this.#do(async () => {
      await this.#joining.run();
      await this.begin();
    });
  }

  /** Permit the app to write, and go to the verification that it opens. */
  permit(offer: Offer): Promise<void> {
    return this.#do(async () => {
      await this.#checkStanding(offer);
      const { embedder } = this.visit.surroundings;
      const { id: profileId } = await this.visit.profile();
      this.visit.dispatch({ type: "task", task: { does: "permit", step: 0 } });
      const signature = await this.#permission(offer);
      this.visit.dispatch({ type: "task", task: { does: "permit", step: 1 } });
      const signed = { profileId, grant: offer.grant, signature };
      const { url } = await this.visit.ask(() => embedder.verify(signed));
      await this.#go(url);
    });
  }

  /** Another verification under the permission that was given. */
  retry(): Promise<void> {
    return this.#do(async () => {
      const { embedder } = this.visit.surroundings;
      const { id: profileId } = await this.visit.profile();
      this.visit.dispatch({ type: "task", task: { does: "leave" } });
      const { url } = await this.visit.ask(() => embedder.retry({ profileId }));
      await this.#go(url);
    });
  }

  /** Show when these grants were made. */
  date(grantIds: readonly string[]): Promise<void> {
    return this.#do(async () => {
      await this.#reading.date(grantIds);
      await this.#refresh();
    });
  }

  go(url: string): Promise<void> {
    return this.#do(() => this.#go(url));
  }

  /** Share a copy of one of the credentials, and tell the app. */
  share(request: Request, originalId: string): Promise<void> {
    return this.#do(async () => {
      const standing = await this.#share(request, originalId);
      this.visit.dispatch({ type: "shared", standing });
      void this.#refresh();
      await this.tell();
    });
  }

  /** Tell the app of the grant that it has. Once at a time. */
  tell(): Promise<void> {
    this.#telling ??= this.#do(() => this.#tell()).finally(() => {
      this.#telling = null;
    });
    return this.#telling;
  }

  revoke(grantId: string): Promise<void> {
    return this.#do(async () => {
      this.visit.dispatch({ type: "task", task: { does: "revoke", grantId } });
      await this.visit.person.revoke(grantId);
      this.visit.dispatch({ type: "aside", aside: "revoked" });
      await this.#refresh();
    });
  }

  async #signIn(): Promise<void> {
    this.visit.dispatch({ type: "signing-in" });
    await this.visit.session.signIn();
    this.#attend();
  }

  /** Read, and read again whenever something of hers changes, until the visit or the session ends. */
  #attend(): void {
    this.visit.dispatch({ type: "reading", profileId: null });
    if (this.#isWatching) void this.#refresh();
    else void this.#watch();
  }

  async #watch(): Promise<void> {
    const { session, signal } = this.visit;
    const onReachable = (isReachable: boolean) => {
      if (!isReachable && this.#desk.model().stage.at === "reading") {
        this.#break(new IdosError("unreachable", "The node does not answer."));
      }
    };
    this.#isWatching = true;
    try {
      await session.watch(() => void this.#refresh(), signal, onReachable);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isWatching = false;
    }
  }

  /** Find out where she stands: settles when what is shown is not older than this call. */
  #refresh(): Promise<void> {
    this.#isStale = true;
    this.#refreshing ??= this.#readUntilFresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#isStale && !this.visit.signal.aborted) {
      this.#isStale = false;
      await this.#readOnce();
    }
  }

  async #readOnce(): Promise<void> {
    try {
      const { id } = await this.visit.profile();
      this.visit.dispatch({ type: "reading", profileId: id });
      const known = this.#grant()?.grantId;
      const standing = await this.#reading.standing();
      // A copy was shared meanwhile: what was read before counts no more, and is being read again.
      if (this.#grant()?.grantId !== known) return;
      this.visit.dispatch({ type: "standing", standing });
      this.#followUp();
    } catch (error) {
      if (isSignedOut(error)) this.#fail(error);
      else if (this.#desk.model().stage.at !== "settled") this.#break(error);
      else this.#later();
    }
  }

  #followUp(): void {
    if (this.#isAppAtWork()) this.#later();
    const { stage, problem } = this.#desk.model();
    const isIdle = stage.at === "settled" && stage.task === null && problem === null;
    if (isIdle && this.#grant()?.isTold === false) void this.tell();
  }

  #isAppAtWork(): boolean {
    const { stage } = this.#desk.model();
    return stage.at === "settled" && (stage.standing.is === "verifying" || stage.standing.is === "issuing");
  }

  #later(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.visit.signal.aborted || void this.#refresh(), PATIENCE);
  }

  async #tell(): Promise<void> {
    const grant = this.#grant();
    this.visit.dispatch({ type: "task", task: grant && { does: "tell" } });
    if (!grant) return;
    const { copyId, grantId } = grant;
    const { id: ownerId } = await this.visit.profile();
    await this.visit.ask(() => this.visit.surroundings.embedder.granted({ copyId, grantId, ownerId }));
    this.#reading.told(grantId);
    this.visit.dispatch({ type: "told" });
  }

  /** The grant that the app has. */
  #grant(): Told | null {
    const { stage } = this.#desk.model();
    return stage.at === "settled" && stage.standing.is === "verified" ? stage.standing.grant : null;
  }

  /** Throws `expired`, and shows what is offered now, when the offer's time is nearly over. */
  async #checkStanding(offer: Offer): Promise<void> {
    const { issuer } = this.visit.facts;
    if (!issuer || (await this.#reading.offer(issuer)) === offer) return;
    await this.#refresh();
    throw new IdosError("expired", "The request's time was over.");
  }

  async #permission({ grant, text }: Offer): Promise<string> {
    if (this.#permitted?.grantId !== grant.id) {
      this.#permitted = { grantId: grant.id, signature: await this.visit.wallet.signText(text) };
    }
    return this.#permitted.signature;
  }

  /**
   * Where she stands when the copy is shared. If that could not be learned, or an earlier try turns out to have
   * shared it, the node is asked.
   */
  async #share(request: Request, originalId: string): Promise<Verified> {
    try {
      return verifiedBy(request, await this.#sharing.run(request, originalId), this.visit.surroundings.app);
    } catch (error) {
      const code = error instanceof IdosError ? error.code : "";
      if (code !== "unknown_outcome" && code !== "already_exists") throw error;
      const standing = await this.#reading.standing().catch(() => null);
      const isShared = standing?.is === "verified" && standing.grant !== null;
      if (isShared || (standing !== null && code === "already_exists")) this.#sharing.finish();
      if (isShared) return standing;
      this.#later();
      throw error;
    }
  }

  async #go(url: string): Promise<void> {
    this.visit.dispatch({ type: "task", task: { does: "leave" } });
    await this.visit.surroundings.embedder.go(url);
  }

  /** Show a text that the wallet signs, and wait for the person's click where one is wanted. */
  async #present(signing: Signing): Promise<void> {
    this.visit.dispatch({ type: "signing", signing });
    if (!signing.isAsked) return;
    const isWilling = await new Promise<boolean>((resolve) => {
      this.#answerSigning = resolve;
    });
    if (!isWilling) throw new IdosError("declined", "You did not sign.");
    this.visit.dispatch({ type: "signing", signing: { ...signing, isAsked: false } });
  }

  async #do(deed: () => Promise<void>): Promise<void> {
    try {
      await deed();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (isSignedOut(error) && !this.visit.signal.aborted) void this.signIn();
    else this.visit.dispatch({ type: "failed", problem: refusalOf(error) });
  }

  /** Nothing can be shown. */
  #break(error: unknown): void {
    this.visit.dispatch({ type: "broken", problem: refusalOf(error) });
  }
}

function isSignedOut(error: unknown): boolean {
  return error instanceof IdosError && error.code === "signed_out";
}

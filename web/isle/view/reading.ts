/** Finds out where a person stands: what the node has of hers, and how far the app is. */

import type { Party } from "idos-sdk/directory";
import type { ConsumerFacts, IssuerFacts } from "../wire.ts";
import { Dates } from "./dates.ts";
import type { Offer, Standing } from "./model.ts";
import { grantOn, holdings, matching, type Possessions } from "./standing.ts";
import { checkConsumer, writeTerms } from "./terms.ts";
import type { Visit } from "./visit.ts";

/** An offer that ends within so many seconds is not begun with. */
const SOON = 120;

export class Reading {
  readonly #visit: Visit;
  readonly #dates: Dates;
  #offer: Offer | null = null;
  #toldGrant: string | null = null;

  constructor(visit: Visit) {
    this.#visit = visit;
    this.#dates = new Dates(visit);
  }

  async standing(): Promise<Standing> {
    const { issuer, consumer } = this.#visit.facts;
    if (issuer) return this.#atIssuer(issuer);
    if (consumer) return this.#atConsumer(consumer);
    throw new Error("The app says what it is before a visit begins.");
  }

  /** The app was told of the grant on this copy. */
  told(grantId: string): void {
    this.#toldGrant = grantId;
  }

  /** Find out when these grants were made: the next standing says. */
  date(grantIds: readonly string[]): Promise<void> {
    return this.#dates.learn(grantIds);
  }

  /** The offer as it stands; a new one when its time is nearly over. */
  async offer({ credentialType }: IssuerFacts): Promise<Offer> {
    if (this.#offer && this.#offer.usableUntil - SOON > now()) return this.#offer;
    const { wallet, person, surroundings } = this.#visit;
    const { app, config, embedder } = surroundings;
    const { id: profileId } = await this.#visit.profile();
    const owner = wallet.identifier;
    const grant = await this.#visit.ask(() => embedder.permission({ profileId, identifier: owner }));
    const terms = writeTerms(grant, { app, directory: config.directory, owner, now: now() });
    this.#offer = { grant, text: await person.writeGrantMessage(grant), credentialType, ...terms };
    return this.#offer;
  }

  async #atIssuer(issuer: IssuerFacts): Promise<Standing> {
    const { app, embedder } = this.#visit.surroundings;
    const { id: profileId } = await this.#visit.profile();
    // First the app and then the node: a credential that was issued is then seen, unless she has removed it.
    const application = await this.#visit.ask(() => embedder.application({ profileId }));
    const possessions = await this.#possessions();
    const issued = matching(possessions.credentials, issuer.credentialType, app.party?.identifiers ?? null);
    if (issued.length > 0 && (app.party || application.state === "issued")) {
      return {
        is: "verified",
        credentialType: issuer.credentialType,
        holdings: this.#holdings(possessions),
        grant: null,
      };
    }
    const { state, url, canRetry } = application;
    const reasons = application.reasons ?? [];
    if (state === "verifying") return { is: "verifying", url };
    if (state === "issuing") return { is: "issuing" };
    if (state === "rejected" || state === "failed") {
      return { is: state, reasons, canRetry: issuer.canRetry && canRetry === true };
    }
    return { is: "offer", offer: await this.offer(issuer) };
  }

  async #atConsumer(asked: ConsumerFacts): Promise<Standing> {
    const { app, config } = this.#visit.surroundings;
    const { directory } = config;
    checkConsumer(asked, app, directory);
    const possessions = await this.#possessions();
    const choices = matching(possessions.credentials, asked.credentialType, asked.issuers);
    const grant = grantOn(choices, asked.grantee, possessions);
    if (grant) {
      return {
        is: "verified",
        credentialType: asked.credentialType,
        holdings: this.#holdings(possessions),
        grant: { grantId: grant.id, copyId: grant.dataId, isTold: grant.id === this.#toldGrant },
      };
    }
    if (choices.length > 0) return { is: "request", request: { asked, choices } };
    const issuers = directory.issuers().filter((party) => canIssue(party, asked));
    return { is: "without", credentialType: asked.credentialType, issuers };
  }

  async #possessions(): Promise<Possessions> {
    const { person } = this.#visit;
    const credentials = await person.credentials();
    const grants = await person.grantsGiven();
    const apps = grants.filter(({ grantee }) => this.#isApps(grantee));
    await this.#dates.learn(apps.map(({ id }) => id));
    this.#visit.check();
    return { credentials, grants, since: this.#dates.known };
  }

  #holdings(possessions: Possessions) {
    const { directory } = this.#visit.surroundings.config;
    return holdings(
      possessions,
      (identifier) => directory.byIdentifier(identifier),
      (identifier) => this.#isApps(identifier),
    );
  }

  #isApps(identifier: string): boolean {
    const { app } = this.#visit.surroundings;
    const { consumer } = this.#visit.facts;
    return app.party ? app.party.identifiers.includes(identifier) : identifier === consumer?.grantee;
  }
}

function canIssue(
  { identifiers, credentialTypes }: Party,
  { credentialType, issuers }: ConsumerFacts,
): boolean {
  return credentialTypes.includes(credentialType) && identifiers.some((key) => issuers.includes(key));
}

function now(): number {
  return Date.now() / 1000;
}

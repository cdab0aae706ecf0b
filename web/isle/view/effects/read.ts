/** Finds out where the person stands: what the node has of the profile, and how far the app is. */

import type { Party } from "idos-sdk/directory";
import type { ConsumerFacts, IssuerFacts } from "../../protocol.ts";
import type { Offer, Progress, Standing, Verified } from "../model.ts";
import { grantOn, holdings, matching, type Possessions } from "../standing.ts";
import { checkConsumer, writeTerms } from "../terms.ts";
import type { Visit } from "../visit.ts";

/** An offer that ends within so many seconds is not begun with. */
const SOON = 120;

/** What is to be shown, once it is known whose profile it is. */
export async function read(visit: Visit, progress: Progress): Promise<void> {
  const { id } = await visit.profile();
  visit.dispatch({ type: "reading", profileId: id });
  visit.dispatch({ type: "standing", standing: await readStanding(visit, progress) });
}

export async function readStanding(visit: Visit, progress: Progress): Promise<Standing> {
  const { issuer, consumer } = visit.facts;
  if (issuer) return atIssuer(visit, issuer, progress);
  if (consumer) return atConsumer(visit, consumer);
  throw new Error("The app says what it is before a visit begins.");
}

/** Whether there is time enough to accept an offer. */
export function isUsable({ usableUntil }: Offer): boolean {
  return usableUntil - SOON > now();
}

async function atIssuer(visit: Visit, issuer: IssuerFacts, { offer }: Progress): Promise<Standing> {
  const { app } = visit.environment;
  const { id: profileId } = await visit.profile();
  // First the app and then the node: a credential that was issued is then seen, unless the person has removed it.
  const application = await visit.ask("application", { profileId });
  const possessions = await possessionsOf(visit);
  const issued = matching(possessions.credentials, issuer.credentialType, app.party?.identifiers ?? null);
  if (issued.length > 0 && (app.party || application.state === "issued")) {
    return verified(visit, issuer.credentialType, possessions, null);
  }
  const { state, url, canRetry } = application;
  const reasons = application.reasons ?? [];
  if (state === "verifying") return { is: "verifying", url };
  if (state === "issuing") return { is: "issuing" };
  if (state === "rejected" || state === "failed") {
    return { is: state, reasons, canRetry: issuer.canRetry && canRetry === true };
  }
  return { is: "offer", offer: offer && isUsable(offer) ? offer : await newOffer(visit, issuer) };
}

async function newOffer(visit: Visit, { credentialType }: IssuerFacts): Promise<Offer> {
  const { wallet, person, environment } = visit;
  const { app, config } = environment;
  const { id: profileId } = await visit.profile();
  const owner = wallet.identifier;
  const grant = await visit.ask("permission", { profileId, identifier: owner });
  const terms = writeTerms(grant, { app, directory: config.directory, owner, now: now() });
  const offer = { grant, text: await person.writeGrantMessage(grant), credentialType, ...terms };
  visit.dispatch({ type: "kept", progress: { offer } });
  return offer;
}

async function atConsumer(visit: Visit, asked: ConsumerFacts): Promise<Standing> {
  const { app, config } = visit.environment;
  const { directory } = config;
  checkConsumer(asked, app, directory);
  const possessions = await possessionsOf(visit);
  const choices = matching(possessions.credentials, asked.credentialType, asked.issuers);
  const grant = grantOn(choices, asked.grantee, possessions);
  if (grant) {
    const shared = { grantId: grant.id, copyId: grant.dataId, isNotified: false };
    return verified(visit, asked.credentialType, possessions, shared);
  }
  if (choices.length > 0) return { is: "request", request: { asked, choices } };
  const issuers = directory.issuers().filter((party) => canIssue(party, asked));
  return { is: "without", credentialType: asked.credentialType, issuers };
}

async function possessionsOf(visit: Visit): Promise<Possessions> {
  const { person, dates } = visit;
  const credentials = await person.credentials();
  const grants = await person.grantsGiven();
  const apps = grants.filter(({ grantee }) => isApps(visit, grantee));
  await dates.learn(apps.map(({ id }) => id));
  visit.check();
  return { credentials, grants, since: dates.known };
}

function verified(
  visit: Visit,
  credentialType: string,
  possessions: Possessions,
  grant: Verified["grant"],
): Verified {
  const { directory } = visit.environment.config;
  const shown = holdings(
    possessions,
    (identifier) => directory.byIdentifier(identifier),
    (identifier) => isApps(visit, identifier),
  );
  return { is: "verified", credentialType, holdings: shown, grant };
}

function isApps({ environment, facts }: Visit, identifier: string): boolean {
  const { party } = environment.app;
  return party ? party.identifiers.includes(identifier) : identifier === facts.consumer?.grantee;
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

/** What an app asks for, checked before a person sees it: an app can not ask in another's name. */

import { fromBase64, sameBytes } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { Party } from "idos-sdk/directory";
import type { WriteGrant } from "idos-sdk/protocol/grants";
import type { ConsumerFacts } from "../wire.ts";
import type { App } from "./model.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** When a permission to write may be used, and how long the issuer's copy is locked; Unix seconds. */
export interface WriteTerms {
  usableUntil: number;
  lockedUntil: number;
}

/**
 * The terms of a permission to write. Throws `other_party` when it is for another than the app or of another
 * person, `expired` when its time is over, `invalid` for times of another form.
 */
export function writeTerms(
  fields: WriteGrant,
  { app, owner, now }: { app: App; owner: string; now: number },
): WriteTerms {
  const isApps = [fields.grantee, fields.issuer_public_key].every((key) => isIdentifierOf(app.party, key));
  if (fields.owner !== owner || !isApps) throw otherParty();
  const from = seconds(fields.not_usable_before);
  const usableUntil = seconds(fields.not_usable_after);
  if (usableUntil <= now || usableUntil <= from)
    throw new IdosError("expired", "The permission's time is over.");
  const lockedUntil = seconds(fields.access_grant_timelock);
  return { usableUntil, lockedUntil: lockedUntil <= now ? 0 : lockedUntil };
}

/**
 * See that a listed app asks a copy for itself, with the key that the directory has for it, and that one that is
 * not listed does not ask it for a listed one. Throws `other_party`.
 */
export function checkConsumer(
  { grantee, encryptionPublicKey }: ConsumerFacts,
  app: App,
  owner: Party | null,
): void {
  const { party } = app;
  const isItself = party
    ? isIdentifierOf(party, grantee) && isKeyOf(party, fromBase64(encryptionPublicKey))
    : owner === null;
  if (!isItself) throw otherParty();
}

/**
 * See that a text which is to prove a wallet says where it is used, and is none of the network's own texts, which
 * permit something or sign in to the node. Throws `bad_challenge`.
 */
export function checkChallenge(text: string, app: App, node: string): void {
  const isNetworks = /^(operation: |Kwil |Payload(Type|Digest): )/m.test(text) || text.includes(node);
  const namesApp = text.includes(new URL(app.origin).hostname);
  if (isNetworks || !namesApp) {
    throw new IdosError("bad_challenge", "The app's text does not say where it is used.");
  }
}

/** An app that is not listed has no identifiers to go by: it speaks for itself. */
function isIdentifierOf(party: Party | null, key: string): boolean {
  return party === null || party.identifiers.includes(key);
}

function isKeyOf({ encryptionKey }: Party, key: Uint8Array): boolean {
  return encryptionKey !== null && sameBytes(encryptionKey, key);
}

function otherParty(): IdosError {
  return new IdosError("other_party", "The app asks in the name of another.");
}

function seconds(text: string): number {
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new IdosError("invalid", "A time is not of its form.");
  return at / 1000;
}

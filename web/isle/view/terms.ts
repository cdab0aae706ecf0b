/** What an app asks for, checked before the person sees it: an app cannot ask in another's name. */

import { fromBase64, sameBytes } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import type { Directory, Party } from "idos-sdk/directory";
import type { WriteGrant } from "idos-sdk/protocol/grants";
import type { ConsumerFacts } from "../protocol.ts";
import type { App } from "./model.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** When a permission to write may be used, and how long the issuer's copy is locked; Unix seconds. */
export interface WriteTerms {
  usableUntil: number;
  lockedUntil: number;
}

/**
 * The terms of a permission to write. Throws `other_party` when it is for another than the app or of another
 * user, `expired` when its time is over, `invalid` for times of another form.
 */
export function writeTerms(
  fields: WriteGrant,
  { app, directory, owner, now }: { app: App; directory: Directory; owner: string; now: number },
): WriteTerms {
  const named = [fields.grantee, fields.issuer_public_key];
  const isApps = named.every((identifier) => maySpeakAs(identifier, app, directory));
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
  directory: Directory,
): void {
  const { party } = app;
  const isKeyItsOwn = party === null || isKeyOf(party, fromBase64(encryptionPublicKey));
  if (!isKeyItsOwn || !maySpeakAs(grantee, app, directory)) throw otherParty();
}

/**
 * See that a text which is to prove a wallet begins with the app's host, as EIP-4361 has it, so that it counts
 * nowhere else; and that it is none of the network's own texts, which permit something or sign in to the node.
 * Throws `bad_challenge`.
 */
export function checkChallenge(text: string, app: App, node: string): void {
  const isNetworks = /^(operation: |Kwil |Payload(Type|Digest): )/m.test(text) || text.includes(node);
  const isForApp = text.startsWith(`${new URL(app.origin).host} `);
  if (isNetworks || !isForApp) {
    throw new IdosError("bad_challenge", "The app's text does not say where it is used.");
  }
}

/** A listed app has its identifiers; one that is not listed has any that no listed party has. */
function maySpeakAs(identifier: string, { party }: App, directory: Directory): boolean {
  return party ? party.identifiers.includes(identifier) : directory.byIdentifier(identifier) === null;
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

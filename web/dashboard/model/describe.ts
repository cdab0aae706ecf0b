/** A credential in the words of its card, made of its notes, the directory, and its content once that is unlocked. */

import { levelText, typeName } from "idos-kit/fields";
import { shortKey } from "idos-kit/format";
import type { Tone } from "idos-kit/parts";
import type { Directory, Party } from "idos-sdk/directory";
import { t } from "../messages.ts";
import type { ShownDocument } from "./document.ts";
import { OWN_TYPE } from "./own.ts";
import type { Original, Share } from "./portfolio.ts";
import { folded } from "./search.ts";
import type { Verdict } from "./verdict.ts";

/** What a credential says, and what checking that found; a null `verdict`: it was not checked. */
export interface Unlocked {
  readonly shown: ShownDocument | null;
  readonly verdict: Verdict["status"] | null;
}

const LOCKED: Unlocked = { shown: null, verdict: null };

export interface Standing {
  tone: Tone;
  word: string;
}

export interface Description {
  title: string;
  isOwn: boolean;
  issuer: Party | null;
  level: string | null;
  standing: Standing;
  /** Who has copies, each once. */
  recipients: readonly string[];
}

/**
 * `unlocked`: its content, where that is known. `now`: milliseconds since 1970. Notes and content are what anybody
 * can write: an issuer is named, and its word for the status taken, only where the network or a check says so.
 */
export function describe(
  original: Original,
  directory: Directory,
  unlocked: Unlocked | null,
  now: number,
): Description {
  const { notes } = original;
  const { shown, verdict } = unlocked ?? LOCKED;
  const isSelfDeclared = isOwn(original);
  const listed = directory.byIdentifier(original.issuer);
  const isVouched = listed !== null || verdict === "verified";
  return {
    title: titleOf(original, shown),
    isOwn: isSelfDeclared,
    issuer: listed ?? (verdict === "failed" || verdict === null ? null : namedIssuer(shown, directory)),
    level: typeof notes.level === "string" ? levelText(notes.level) : null,
    standing: isSelfDeclared
      ? { tone: "quiet", word: t.standing.own }
      : standingOf(notes.status, isVouched, shown, now),
    recipients: [...new Set(original.shares.map(({ grant }) => partyName(grant.grantee, directory)))],
  };
}

/** The party that a credential names as its issuer, by the URI of docs/protocol/w3c.md §1. */
function namedIssuer(shown: ShownDocument | null, directory: Directory): Party | null {
  const uri = shown?.issuer ?? null;
  return uri === null ? null : directory.byIssuerId(uri.replace(/\/issuers\/1$/, ""));
}

/** Whether the person wrote it in a dashboard: no issuer says anything in it. */
export function isOwn({ notes }: Original): boolean {
  return notes.type === OWN_TYPE;
}

/** What a credential is called: by its type, or, when it is self-declared, by its name or label. */
export function titleOf({ notes }: Original, shown: ShownDocument | null = null): string {
  const { type, label } = notes;
  if (type === OWN_TYPE) return shown?.name ?? (typeof label === "string" ? label : t.own);
  return typeof type === "string" && type !== "" ? typeName(type) : t.untyped;
}

/** What a share is a copy of. */
export function shareTitle({ original }: Share): string {
  return original === null ? t.removed : titleOf(original);
}

/** The directory's name, or the identifier, shortened. */
export function partyName(identifier: string, directory: Directory): string {
  return directory.byIdentifier(identifier)?.name ?? shortKey(identifier);
}

/** Everything that a card shows, as it is searched. */
export function searched({ title, issuer, level, standing, recipients }: Description): string {
  return folded([title, issuer?.name, level, standing.word, ...recipients].filter(Boolean).join(" "));
}

/** `isVouched`: whether an issuer of the directory stands behind the status. */
function standingOf(status: unknown, isVouched: boolean, shown: ShownDocument | null, now: number): Standing {
  if (status === "revoked") return { tone: "bad", word: t.standing.revoked };
  if (isVouched && isOther(status)) return { tone: "waiting", word: typeName(status) };
  if (shown?.expiresAt && shown.expiresAt * 1000 <= now) return { tone: "bad", word: t.standing.expired };
  if (typeof status !== "string") return { tone: "quiet", word: t.standing.none };
  return isVouched ? { tone: "ok", word: t.standing.valid } : { tone: "quiet", word: t.standing.unconfirmed };
}

function isOther(status: unknown): status is string {
  return typeof status === "string" && status !== "approved";
}

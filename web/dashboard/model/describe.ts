/** A credential in the words of its card, made of its notes, the directory, and its content once that is unlocked. */

import { levelText, typeName } from "idos-kit/fields";
import { shortKey } from "idos-kit/format";
import type { Tone } from "idos-kit/parts";
import type { Directory, Party } from "idos-sdk/directory";
import { t } from "../messages.ts";
import type { Shown } from "./document.ts";
import { OWN_TYPE } from "./own.ts";
import type { Original, Share } from "./portfolio.ts";
import { folded } from "./search.ts";

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

/** `shown`: its content, if it was unlocked. `now`: milliseconds since 1970. */
export function describe(
  original: Original,
  directory: Directory,
  shown: Shown | null,
  now: number,
): Description {
  const { notes } = original;
  const isOwn = notes.type === OWN_TYPE;
  const issuer = directory.byIdentifier(original.issuer) ?? namedIssuer(shown?.issuer ?? null, directory);
  return {
    title: titleOf(original, shown),
    isOwn,
    issuer,
    level: typeof notes.level === "string" ? levelText(notes.level) : null,
    standing: isOwn ? { tone: "quiet", word: t.standing.own } : standingOf(notes.status, shown, now),
    recipients: [...new Set(original.shares.map(({ grant }) => partyName(grant.grantee, directory)))],
  };
}

/** The party that a credential names as its issuer, by the URI of docs/protocol/w3c.md §1. */
function namedIssuer(uri: string | null, directory: Directory): Party | null {
  return uri === null ? null : directory.byIssuerId(uri.replace(/\/issuers\/1$/, ""));
}

/** What a credential is called: by its type, or, written by herself, by the name or label she gave it. */
export function titleOf({ notes }: Original, shown: Shown | null = null): string {
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

function standingOf(status: unknown, shown: Shown | null, now: number): Standing {
  if (status === "revoked") return { tone: "bad", word: t.standing.revoked };
  if (typeof status === "string" && status !== "approved") return { tone: "waiting", word: typeName(status) };
  if (shown?.expiresAt && shown.expiresAt * 1000 <= now) return { tone: "bad", word: t.standing.expired };
  return status === "approved"
    ? { tone: "ok", word: t.standing.valid }
    : { tone: "quiet", word: t.standing.none };
}

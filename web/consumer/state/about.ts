/** What lists show of a grant besides itself: type, level, status and issuer, by its original's public notes. */

import { IdosError } from "idos-core/errors";
import { type Shape, text, uuid } from "idos-core/shape";
import type { Consumer } from "idos-sdk/consumer";
import { readNotes } from "idos-sdk/credentials/attestation";
import type { AccessGrant } from "idos-sdk/records";
import { row } from "idos-sdk/rows";

/** Nothing here is proven before the credential is read. `issuer` is a key, empty where none is known. */
export interface About {
  readonly type: string;
  readonly level: string;
  readonly status: string;
  readonly issuer: string;
  /** Whether the original is there, and its notes with it. */
  readonly hasOriginal: boolean;
}

interface Noted {
  readonly id: string;
  readonly publicNotes: string;
  readonly issuerAuthPublicKey: string;
}

const VIEW = "get_access_grant_notes_granted";
const PAGE = 200;
const AT_ONCE = 4;
/** How many are shown together where they come one by one: each showing draws the list anew. */
const TOGETHER = 100;
/** Codes with which nodes answer that they have no such view. */
const NO_VIEW: ReadonlySet<string> = new Set(["unknown_action", "action_failed"]);

const noted: Shape<Noted> = row<Noted>({ id: uuid, publicNotes: text, issuerAuthPublicKey: text });

/**
 * Learn about grants, page by page; `onFound` gets each page by the ids of its grants. Nothing is decrypted, and
 * no reading is logged. Nodes without the view are asked person by person, and do not tell who issued.
 */
export async function learn(
  consumer: Consumer,
  grants: readonly AccessGrant[],
  onFound: (found: ReadonlyMap<string, About>) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let page = 1; (page - 1) * PAGE < grants.length && !signal.aborted; page++) {
      const rows = await consumer.session.rows(noted, VIEW, { userId: null, page, size: PAGE });
      onFound(new Map(rows.map((row) => [row.id, aboutOf(row.publicNotes, row.issuerAuthPublicKey)])));
    }
  } catch (error) {
    if (!(error instanceof IdosError && NO_VIEW.has(error.code))) throw error;
    await learnByPerson(consumer, grants, onFound, signal);
  }
}

async function learnByPerson(
  consumer: Consumer,
  grants: readonly AccessGrant[],
  onFound: (found: ReadonlyMap<string, About>) => void,
  signal: AbortSignal,
): Promise<void> {
  const owners = new Set(grants.map(({ ownerUserId }) => ownerUserId)).values();
  let found: (readonly [string, About])[] = [];
  const show = () => {
    onFound(new Map(found));
    found = [];
  };
  const work = async () => {
    for (const owner of owners) {
      if (signal.aborted) return;
      found.push(...(await ofPerson(consumer, owner, grants)));
      if (found.length >= TOGETHER) show();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  show();
}

async function ofPerson(
  consumer: Consumer,
  owner: string,
  grants: readonly AccessGrant[],
): Promise<(readonly [string, About])[]> {
  const copies = await consumer.credentialsSharedBy(owner);
  const notes = new Map(copies.map(({ id, publicNotes }) => [id, publicNotes]));
  return grants
    .filter(({ ownerUserId }) => ownerUserId === owner)
    .map(({ id, dataId }) => [id, aboutOf(notes.get(dataId) ?? "", "")] as const);
}

function aboutOf(publicNotes: string, issuer: string): About {
  const notes = readNotes(publicNotes);
  const word = (name: string) => (typeof notes[name] === "string" ? notes[name].slice(0, 64) : "");
  const hasOriginal = issuer !== "" || publicNotes !== "";
  return { type: word("type"), level: word("level"), status: word("status"), issuer, hasOriginal };
}

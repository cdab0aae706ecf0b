/** Everything that a person takes along, read and decrypted. */

import { IdosError } from "idos-core/errors";
import type { Work } from "idos-kit/task";
import { Consumer } from "idos-sdk/consumer";
import type { Belongings } from "../model/portable.ts";
import type { Home } from "../state/home.ts";

/** Throws what the node says, and `declined` or `cancelled`; a content that her key does not open is left out. */
export async function belongings(home: Home, { signal, report }: Work): Promise<Belongings> {
  const { person, session } = home;
  const exportedAt = new Date();
  await home.read(["credentials", "grants_owned"]);
  const portfolio = home.portfolio.value;
  if (portfolio.error || !portfolio.value) throw errorOf(portfolio.error);
  const [profile, wallets, attributes, received] = await Promise.all([
    person.profile(),
    person.wallets(),
    person.attributes(),
    new Consumer(session).allGrants(),
  ]);
  const { originals, shares } = portfolio.value;
  const credentials: Belongings["credentials"][number][] = [];
  for (const [at, { id, issuer, publicNotes }] of originals.entries()) {
    if (signal.aborted) throw signal.reason;
    report(at / originals.length);
    const plaintext = await opened(home, id);
    credentials.push({ id, issuerAuthPublicKey: issuer, publicNotes, plaintext });
  }
  return {
    exportedAt,
    node: session.node.url,
    profile,
    wallets,
    attributes,
    grants: shares.map(({ grant, original }) => ({ ...grant, originalId: original?.id ?? null })),
    received,
    credentials,
  };
}

async function opened({ contents, person }: Home, id: string): Promise<Uint8Array | null> {
  try {
    return (await contents.read(id, () => person.credential(id))).plaintext;
  } catch (error) {
    if (error instanceof IdosError && error.code === "cannot_decrypt") return null;
    throw error;
  }
}

function errorOf(refusal: { code: string; message: string } | null): IdosError {
  return new IdosError(refusal?.code ?? "unavailable", refusal?.message ?? "Nothing was read.");
}

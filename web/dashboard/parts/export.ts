/** Everything that a person takes along, read and decrypted. */

import { IdosError } from "idos-core/errors";
import type { Work } from "idos-kit/task";
import { Consumer } from "idos-sdk/consumer";
import type { ProfileExport } from "../model/portable.ts";
import type { DashboardSession } from "../state/session.ts";

/** Throws what the node says, and `declined` or `cancelled`; a content that the key does not open is left out. */
export async function collectExport(
  dashboard: DashboardSession,
  { signal, report }: Work,
): Promise<ProfileExport> {
  const { person, session } = dashboard;
  const exportedAt = new Date();
  await dashboard.refresh(["credentials", "grants_owned"]);
  const { value: portfolio, error } = dashboard.portfolio.state.peek();
  if (error || !portfolio) throw errorOf(error);
  const [profile, wallets, attributes, received] = await Promise.all([
    person.profile(),
    person.wallets(),
    person.attributes(),
    new Consumer(session).allGrants(),
  ]);
  const { originals, shares } = portfolio;
  const credentials: ProfileExport["credentials"][number][] = [];
  for (const [at, { id, issuer, publicNotes }] of originals.entries()) {
    if (signal.aborted) throw signal.reason;
    report(at / originals.length);
    const plaintext = await opened(dashboard, id);
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

async function opened({ contents, person }: DashboardSession, id: string): Promise<Uint8Array | null> {
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

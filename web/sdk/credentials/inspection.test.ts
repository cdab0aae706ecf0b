/** The verdicts that the Python package gives, on the same recorded credentials. */

import { readFileSync } from "node:fs";
import { fromBase64, fromHex } from "idos-core/bytes";
import { contentHash } from "idos-core/hash";
import { expect, test } from "vitest";
import { inspect } from "./inspection.ts";

interface Recorded {
  issuer: { key: { id: string; controller: string; public_key: string }; auth_public_keys: string[] };
  cases: {
    name: string;
    now_ms: number;
    inserter_type: string;
    content_hash: string | null;
    issuer_auth_public_key: string;
    content: string;
    public_notes: string;
    plaintext: string;
    attestation: Record<string, string> | null;
    owner: string;
    expected_owner: string | null;
    expected_hash: string | null;
    status: string;
    checks: [name: string, ok: boolean, code: string][];
  }[];
}

const path = new URL("../../../vectors/inspections.json", import.meta.url);
const { issuer, cases }: Recorded = JSON.parse(readFileSync(path, "utf8"));
const { public_key, ...key } = issuer.key;
const TRUSTED = {
  keys: [{ ...key, publicKey: fromHex(public_key) }],
  authPublicKeys: issuer.auth_public_keys,
};

function gathered(recorded: Recorded["cases"][number]) {
  const { attestation } = recorded;
  return {
    grant: {
      ownerUserId: recorded.owner,
      inserterType: recorded.inserter_type,
      contentHash: recorded.content_hash,
    },
    expected: { owner: recorded.expected_owner, contentHash: recorded.expected_hash },
    stored: {
      issuerAuthPublicKey: recorded.issuer_auth_public_key,
      content: fromBase64(recorded.content),
      publicNotes: recorded.public_notes,
    },
    plaintext: fromBase64(recorded.plaintext),
    attestation: attestation && {
      publicNotes: attestation.public_notes ?? "",
      publicNotesSignature: attestation.public_notes_signature ?? "",
      issuerAuthPublicKey: attestation.issuer_auth_public_key ?? "",
      copyPublicNotesSignature: attestation.copy_public_notes_signature ?? "",
      broaderSignature: attestation.broader_signature ?? "",
    },
  };
}

const [FIRST] = cases as [Recorded["cases"][number]];
const OWNER = FIRST.owner;
const HASH = contentHash(fromBase64(FIRST.plaintext));

test.each([
  [{ owner: OWNER }, "ok", true],
  [{ contentHash: HASH }, "ok", true],
  [{ contentHash: HASH.toUpperCase() }, "ok", true],
  [{ owner: "22222222-2222-4222-8222-222222222222", contentHash: HASH }, "owner_mismatch", false],
  [{ owner: OWNER, contentHash: "00".repeat(32) }, "content_hash_mismatch", false],
])("where %o is expected, it is found out: %s", (expected, code, ok) => {
  const report = inspect({ ...gathered(FIRST), expected }, [TRUSTED], FIRST.now_ms);
  expect(report.checks[0]).toEqual({ name: "request", ok, code });
  expect(report.status === "failed").toBe(!ok);
});

test("without the network's signatures nothing is verified", () => {
  const report = inspect({ ...gathered(FIRST), attestation: null }, [TRUSTED], FIRST.now_ms);
  expect(report.checks.find(({ name }) => name === "notes")).toMatchObject({ ok: false, code: "unattested" });
  expect(report.status).toBe("weak");
});

test.each(cases)("$name", (recorded) => {
  const report = inspect(gathered(recorded), [TRUSTED], recorded.now_ms);
  expect(report.checks.map(({ name, ok, code }) => [name, ok, code])).toEqual(recorded.checks);
  expect(report.status).toBe(recorded.status);
  expect(report.claims === null).toBe(report.status === "failed");
});

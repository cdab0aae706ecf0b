/** The verdicts that the Python package gives, on the same recorded credentials. */

import { readFileSync } from "node:fs";
import { fromBase64, fromHex } from "idos-core/bytes";
import { expect, test } from "vitest";
import { inspect } from "./inspection.ts";
import { checkText } from "./words.ts";

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
    grant: { inserterType: recorded.inserter_type, contentHash: recorded.content_hash },
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

test.each(cases)("$name", (recorded) => {
  const report = inspect(gathered(recorded), [TRUSTED], recorded.now_ms);
  expect(report.checks.map(({ name, ok, code }) => [name, ok, code])).toEqual(recorded.checks);
  expect(report.status).toBe(recorded.status);
  expect(report.credential === null).toBe(report.status === "failed");
  for (const check of report.checks) expect(checkText(check)).toMatch(/\.$/);
});

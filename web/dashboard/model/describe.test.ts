import { Directory, type Party } from "idos-sdk/directory";
import type { StoredCredential } from "idos-sdk/records";
import { expect, test } from "vitest";
import { t } from "../messages.ts";
import { describe, searched, type Unlocked } from "./describe.ts";
import { documentOf } from "./document.ts";
import type { Original } from "./portfolio.ts";
import { verdictOf } from "./verdict.ts";

const NOW = Date.parse("2026-01-01");
const NEOBANK: Party = {
  name: "Neobank",
  about: { en: "A bank.", de: "Eine Bank." },
  roles: ["issuer"],
  origins: [],
  url: "https://neobank.example",
  logo: "data:image/png;base64,AAAA",
  identifiers: ["aabb"],
  issuerIds: ["https://neobank.example"],
  credentialKeys: [],
  encryptionKey: null,
  credentialTypes: ["passport"],
};
const DIRECTORY = new Directory([NEOBANK]);
const NAMING = new TextEncoder().encode(
  '{"issuer": "https://neobank.example/issuers/1", "credentialSubject": {"firstName": "Mallory"}}',
);
const SHOWN = documentOf(NAMING);

const STORED: StoredCredential = {
  id: "1",
  userId: "mallory",
  issuerAuthPublicKey: "ccdd",
  content: NAMING,
  encryptorPublicKey: new Uint8Array(32),
  publicNotes: '{"status": "approved"}',
  inserter: null,
};

const original = (issuer: string, status: unknown = "approved"): Original => ({
  id: "1",
  issuer,
  notes: { type: "passport", status },
  publicNotes: "",
  shares: [],
});
const described = (of: Original, unlocked: Unlocked | null) => describe(of, DIRECTORY, unlocked, NOW);

test("a self-declared credential that names Neobank has neither its name nor its word", () => {
  const { status } = verdictOf(STORED, NAMING, null, DIRECTORY);
  expect(status).toBe("failed");
  for (const unlocked of [null, { shown: SHOWN, verdict: null }, { shown: SHOWN, verdict: status }]) {
    const card = described(original("ccdd"), unlocked);
    expect(card.issuer).toBeNull();
    expect(card.standing).toEqual({ tone: "quiet", word: t.standing.unconfirmed });
    expect(searched(card)).not.toContain("neobank");
  }
});

test.each(["valid", "Valid", "pending"])(
  "a status %j of nobody in the directory counts for nothing",
  (status) => {
    expect(described(original("ccdd", status), null).standing.word).toBe(t.standing.unconfirmed);
  },
);

test("one that an issuer of the directory stored has its name and its word, locked or not", () => {
  for (const unlocked of [null, { shown: SHOWN, verdict: null }]) {
    const { issuer, standing } = described(original("AABB"), unlocked);
    expect(issuer).toBe(NEOBANK);
    expect(standing).toEqual({ tone: "ok", word: t.standing.valid });
  }
  expect(described(original("aabb", "pending"), null).standing.tone).toBe("waiting");
});

test("one that was imported has the name that its content proves", () => {
  const weak = described(original("ccdd"), { shown: SHOWN, verdict: "weak" });
  expect([weak.issuer, weak.standing.word]).toEqual([NEOBANK, t.standing.unconfirmed]);
  const verified = described(original("ccdd"), { shown: SHOWN, verdict: "verified" });
  expect([verified.issuer, verified.standing.word]).toEqual([NEOBANK, t.standing.valid]);
});

test("withdrawn and expired is said in any case", () => {
  const expired = { shown: { ...blank(), expiresAt: 1 }, verdict: null };
  expect(described(original("ccdd", "revoked"), null).standing.word).toBe(t.standing.revoked);
  expect(described(original("ccdd"), expired).standing.word).toBe(t.standing.expired);
  expect(described(original("ccdd", null), null).standing.word).toBe(t.standing.none);
});

function blank() {
  if (SHOWN === null) throw new Error("not a document");
  return SHOWN;
}

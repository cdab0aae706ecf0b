import { utf8 } from "idos-core/bytes";
import { IdosError } from "idos-core/errors";
import { describe, expect, test } from "vitest";
import { exportFile, fileName, importFile, type ProfileExport } from "./portable.ts";

const GRANT = {
  id: "grant",
  ownerUserId: "alice",
  grantee: "charlie",
  dataId: "copy",
  lockedUntil: 5,
  inserterType: "user",
  inserterId: "alice",
  contentHash: null,
};
const ALL: ProfileExport = {
  exportedAt: new Date(Date.UTC(2026, 10, 22)),
  node: "https://node.example",
  profile: {
    id: "alice",
    encryptionPublicKey: new Uint8Array(32),
    encryptionPasswordStore: "user",
    inserter: null,
  },
  wallets: [{ id: "w", userId: "alice", walletType: "EVM", address: "0x1", publicKey: null, inserter: null }],
  attributes: [{ id: "a", userId: "alice", key: "language", value: "en", originalId: null }],
  grants: [{ ...GRANT, originalId: "text" }],
  received: [{ ...GRANT, ownerUserId: "bob" }],
  credentials: [
    { id: "text", publicNotes: "{}", plaintext: utf8('{"ä": 1}'), issuerAuthPublicKey: "k" },
    { id: "bytes", publicNotes: "", plaintext: new Uint8Array([255, 0]), issuerAuthPublicKey: "k" },
    { id: "lost", publicNotes: "", plaintext: null, issuerAuthPublicKey: "k" },
  ],
};

test("credentials read back from the file, byte for byte", () => {
  const read = importFile(exportFile(ALL));
  expect(read).toEqual(ALL.credentials.map(({ issuerAuthPublicKey: _, ...portable }) => portable));
});

test("the file names everything", () => {
  expect(JSON.parse(exportFile(ALL))).toMatchObject({
    format: "idos-export",
    version: 1,
    exportedAt: "2026-11-22T00:00:00.000Z",
    node: "https://node.example",
    profile: { id: "alice" },
    wallets: [{ type: "EVM", address: "0x1" }],
    attributes: [{ key: "language", value: "en" }],
    grants: [{ grantee: "charlie", credentialId: "text", copyId: "copy", lockedUntil: 5 }],
    received: [{ ownerId: "bob", copyId: "copy" }],
  });
  expect(fileName(ALL.exportedAt)).toBe("idos-export-2026-11-22.json");
});

test("the official dashboard's file is read too", () => {
  const file = { exportedAt: "", credentials: [{ id: "1", notes: { type: "kyc" }, content: '{"a": 1}' }] };
  expect(importFile(JSON.stringify(file))).toEqual([
    { id: "1", publicNotes: '{"type":"kyc"}', plaintext: utf8('{"a": 1}') },
  ]);
});

describe("anything else is refused", () => {
  test.each([
    "",
    "[]",
    "{}",
    '{"format": "idos-export", "credentials": {}}',
    '{"format": "idos-export", "credentials": [{"id": "1"}]}',
    '{"format": "idos-export", "credentials": [{"id": "1", "publicNotes": "", "contentBase64": "?"}]}',
    '{"credentials": [{"id": 1}]}',
  ])("%s", (content) => {
    expect(() => importFile(content)).toThrow(IdosError);
  });
});

import type { AccessGrant, CredentialInfo } from "idos-sdk/records";
import { expect, test } from "vitest";
import { grantOn, holdings, matching } from "./standing.ts";

const NEOBANK = "ab";

function credential(id: string, notes: object | string, more: Partial<CredentialInfo> = {}): CredentialInfo {
  const publicNotes = typeof notes === "string" ? notes : JSON.stringify(notes);
  const base = { userId: "alice", issuerAuthPublicKey: NEOBANK, inserter: null, originalId: null };
  return { id, publicNotes, ...base, ...more };
}

function grant(id: string, dataId: string, more: Partial<AccessGrant> = {}): AccessGrant {
  const base = { ownerUserId: "alice", grantee: "cd", lockedUntil: 0, inserterType: "user" };
  return { id, dataId, inserterId: "alice", contentHash: null, ...base, ...more };
}

const PASSPORT = credential("p", { type: "passport", status: "approved" });
const COPY = credential("copy", "", { originalId: "p" });

test("originals of the type and of accepted issuers count, unless they are not approved", () => {
  const all = [
    PASSPORT,
    COPY,
    credential("other type", { type: "liveness" }),
    credential("other issuer", { type: "passport" }, { issuerAuthPublicKey: "ef" }),
    ...["revoked", "rejected", "pending", "expired", "Approved", "", null, 1].map((status) =>
      credential(`status ${status}`, { type: "passport", status }),
    ),
    credential("no status", { type: "passport" }),
    credential("no notes", "no JSON"),
    credential("a list", "[]"),
  ];
  const ids = (issuers: string[] | null) => matching(all, "passport", issuers).map(({ id }) => id);
  expect(ids([NEOBANK])).toEqual(["p", "no status"]);
  expect(ids(null)).toEqual(["p", "other issuer", "no status"]);
  expect(ids([])).toEqual([]);
});

test("a grant counts when it is the grantee's, on a copy of what is wanted; the one that lasts longest", () => {
  const grants = [
    grant("other grantee", "copy", { grantee: "ef", lockedUntil: 9 }),
    grant("other copy", "elsewhere", { lockedUntil: 9 }),
    grant("first", "copy"),
    grant("locked", "copy", { lockedUntil: 5 }),
    grant("later", "copy", { lockedUntil: 3 }),
  ];
  const possessions = { credentials: [PASSPORT, COPY], grants, since: new Map() };
  expect(grantOn([PASSPORT], "cd", possessions)?.id).toBe("locked");
  expect(grantOn([], "cd", possessions)).toBeNull();
});

test("every grant is shown, the app's first, with what is known of it", () => {
  const grants = [grant("others", "gone", { grantee: "ef", lockedUntil: 7 }), grant("apps", "copy")];
  const since = new Map([["apps", 42]]);
  const shown = holdings(
    { credentials: [PASSPORT, COPY], grants, since },
    () => null,
    (identifier) => identifier === "cd",
  );
  expect(shown).toMatchObject([
    { grantId: "apps", copyId: "copy", type: "passport", since: 42, lockedUntil: 0, isApps: true },
    { grantId: "others", copyId: "gone", type: null, since: null, lockedUntil: 7, isApps: false },
  ]);
});

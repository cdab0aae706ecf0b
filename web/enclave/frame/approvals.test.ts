import { expect, test } from "vitest";
import type { Approval } from "../protocol.ts";
import { Tab } from "../testing/tab.ts";
import { Approvals, LEASE } from "./approvals.ts";

const NOW = Date.UTC(2026, 10, 22);
const NEOBANK = { userId: "alice", requester: { origin: "https://neobank.example", top: null } };
const APPROVAL: Approval = { scopes: ["decrypt", "filter"], until: NOW + 2 * LEASE, checkedAt: NOW };

test.each([
  ["within the lease", APPROVAL, NOW + LEASE - 1, true],
  ["after the lease", APPROVAL, NOW + LEASE, false],
  ["after its end", { ...APPROVAL, until: NOW + 1 }, NOW + 1, false],
])("an approval %s", (_, approval, now, counts) => {
  const approvals = new Approvals(new Tab());
  approvals.keep(NEOBANK, approval);
  expect(approvals.cover(NEOBANK, ["filter"], now)).toBe(counts);
});

test("an approval is for its scopes and its user", () => {
  const approvals = new Approvals(new Tab());
  approvals.keep(NEOBANK, APPROVAL);
  expect(approvals.cover(NEOBANK, ["filter", "share"], NOW)).toBe(false);
  expect(approvals.cover({ ...NEOBANK, userId: "bob" }, ["filter"], NOW)).toBe(false);
  approvals.reset();
  expect(approvals.cover(NEOBANK, ["filter"], NOW)).toBe(false);
});

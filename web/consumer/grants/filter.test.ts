import { expect, test } from "vitest";
import { choose, type GrantFilter, isEnding, valuesOf } from "./filter.ts";
import { entry, id } from "./samples.ts";

const DAY = 86_400;
const NOW = 1_000 * DAY;
const ANY: GrantFilter = { person: "", issuer: "", type: "", lock: "", isNew: false, order: "oldest" };
const KNOWN = {
  now: NOW,
  isNew: (grant: string) => grant === id(2),
  nameOf: (grant: string) => (grant === id(3) ? "Zoë Liddell" : ""),
};
const ENTRIES = [
  entry(1, { lockedUntil: NOW + 400 * DAY }),
  entry(2, { lockedUntil: NOW + 30 * DAY }, { type: "kyc" }),
  entry(3, { lockedUntil: NOW - DAY }, { issuer: "cd" }),
  { ...entry(4), about: null },
];

function chosen(wanted: Partial<GrantFilter>): number[] {
  return choose(ENTRIES, { ...ANY, ...wanted }, KNOWN).map(({ grant }) => Number(grant.id.slice(-3)));
}

test.each<[Partial<GrantFilter>, number[]]>([
  [{}, [1, 2, 3, 4]],
  [{ order: "newest" }, [4, 3, 2, 1]],
  [{ order: "lock" }, [2, 1, 3, 4]],
  [{ type: "kyc" }, [2]],
  [{ issuer: "cd" }, [3]],
  [{ isNew: true }, [2]],
  [{ lock: "locked" }, [1, 2]],
  [{ lock: "ending" }, [2]],
  [{ lock: "free" }, [3, 4]],
  [{ person: " liddell" }, [3]],
  [{ person: id(1001) }, [1]],
  [{ person: id(2002) }, [2]],
  [{ person: "nobody" }, []],
  [{ type: "passport", lock: "locked" }, [1]],
])("%j gives %j", (wanted, expected) => {
  expect(chosen(wanted)).toEqual(expected);
});

test("choosing leaves the entries as they are", () => {
  chosen({ order: "newest" });
  expect(ENTRIES[0]?.grant.id).toBe(id(1));
});

test("a lock ends soon within thirty days, and not once it has ended", () => {
  expect([0, 1, 30, 31].map((days) => isEnding(NOW + days * DAY, NOW))).toEqual([true, true, true, false]);
  expect(isEnding(NOW - 1, NOW)).toBe(false);
});

test("the choices are the values that there are", () => {
  expect(valuesOf(ENTRIES, "type")).toEqual(["kyc", "passport"]);
  expect(valuesOf(ENTRIES, "issuer")).toEqual(["ab", "cd"]);
});

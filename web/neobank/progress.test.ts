import { describe, expect, test } from "vitest";
import type { Opening } from "./bank.ts";
import { progressOf } from "./progress.ts";

const opening = (state: Opening["state"], account: Opening["account"] = null): Opening => ({
  state,
  reasons: [],
  url: null,
  names: null,
  canRetry: false,
  canRenew: false,
  retryFrom: null,
  account,
});

describe("how far a person is", () => {
  test.each([
    ["initializing", 0, "connect"],
    ["not-connected", 0, "connect"],
    ["no-profile", 0, "connect"],
    ["not-verified", 1, "permit"],
    ["pending-permissions", 1, "permit"],
  ] as const)("%s, with nothing begun", (state, step, now) => {
    expect(progressOf(state, null)).toEqual({ step, now });
    expect(progressOf(state, opening("none"))).toEqual({ step, now });
  });

  test.each([
    ["verifying", 2, "verifying"],
    ["rejected", 2, "rejected"],
    ["issuing", 3, "issuing"],
    ["issued", 4, "done"],
    ["failed", 3, "failed"],
  ] as const)("%s, whatever the Isle shows", (state, step, now) => {
    expect(progressOf("not-connected", opening(state))).toEqual({ step, now });
  });

  test("an account that is open stays open while another credential is asked for", () => {
    const account = { holder: "Ada Park", number: "DEMO", card: "1234", opened: 1 };
    expect(progressOf("pending-verification", opening("verifying", account)).now).toBe("done");
  });
});

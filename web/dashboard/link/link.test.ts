import { expect, test } from "vitest";
import { linkText } from "./message.ts";
import { channelOf, FROM_DASHBOARD, newName } from "./protocol.ts";

const PROOF = { walletType: "EVM", address: "0x1", publicKey: null, message: "text", signature: "0xab" };
const TASK = { profileId: "p", nonce: "n", expiresAt: 5, linked: ["0x2"] };

test("the text names place, wallet, profile, nonce and end", () => {
  const text = linkText({ ...TASK, origin: "https://dashboard.example", address: "0x1" });
  expect(text.split("\n")).toEqual([
    "dashboard.example asks to add this wallet to an idOS profile.",
    "Sign only if you opened this yourself: whoever holds this wallet then controls the profile too.",
    "",
    "Wallet: 0x1",
    "Profile: p",
    "Origin: https://dashboard.example",
    "Nonce: n",
    "Expires at: 1970-01-01T00:00:05.000Z",
  ]);
});

const { args: task, result: proof } = FROM_DASHBOARD.requests.prove;

test("a task and a proof are understood", () => {
  expect(task(TASK)).toEqual(TASK);
  expect(proof(PROOF)).toEqual(PROOF);
});

test.each([null, "task", {}, { ...TASK, expiresAt: "5" }])("%j is no task", (value) => {
  expect(() => task(value)).toThrow();
});

test.each([null, {}, { ...PROOF, walletType: "other" }, { ...PROOF, signature: "no hex" }])(
  "%j is no proof",
  (value) => {
    expect(() => proof(value)).toThrow();
  },
);

test("only a name that was made for it opens a channel", () => {
  const channel = channelOf(newName(new Uint8Array(16)));
  expect(channel?.name).toBe(`link #${"00".repeat(16)}`);
  channel?.close();
  expect(channelOf("")).toBeNull();
  expect(channelOf("#/data")).toBeNull();
});

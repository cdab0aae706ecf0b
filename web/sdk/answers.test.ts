import { setTimeout as sleep } from "node:timers/promises";
import { IdosError } from "idos-core/errors";
import { expect, test, vi } from "vitest";
import { Answers } from "./answers.ts";

async function answered(message: unknown): Promise<unknown> {
  const answers = new Answers();
  const { port, answer } = answers.expect(5000);
  port.postMessage(message);
  return answer;
}

test("a result comes as it is", async () => {
  expect(await answered({ result: [1, "two"], id: 1, version: 1 })).toEqual([1, "two"]);
});

test("an answer of the official enclave has no id, and may have no result", async () => {
  expect(await answered({ result: undefined })).toBeUndefined();
  expect(await answered({})).toBeUndefined();
});

test("a refusal keeps its code", async () => {
  const refused = answered({ error: new Error("x".repeat(9000)), code: "popup_blocked" });
  await expect(refused).rejects.toMatchObject({ code: "popup_blocked", message: "x".repeat(500) });
});

test.each([
  ["of another request", { result: 1, id: 2 }],
  ["that is no object", "text"],
  ["that is nothing", null],
  ["with an error that is text", { error: "failed" }],
  ["with a code that is none", { error: new Error(""), code: "<b>" }],
  ["with an error without a message", { error: {}, code: "invalid" }],
  ["with an error without a code", { error: new Error("failed") }],
])("an answer %s is refused", async (_, message) => {
  await expect(answered(message)).rejects.toMatchObject({ code: "bad_response" });
});

test("without an answer, the time ends; and whoever leaves refuses what waits", async () => {
  vi.useFakeTimers();
  const answers = new Answers();
  const late = expect(answers.expect(1000).answer).rejects.toMatchObject({ code: "timeout" });
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  vi.useRealTimers();
  const left = answers.expect(60_000).answer;
  answers.refuseAll(new IdosError("superseded", "Gone."));
  await expect(left).rejects.toMatchObject({ code: "superseded" });
});

test("a promise in time is left alone", async () => {
  expect(await new Answers().within(sleep(1, "here"), 1000)).toBe("here");
});

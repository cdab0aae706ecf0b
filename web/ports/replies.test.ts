import { setTimeout as sleep } from "node:timers/promises";
import { IdosError } from "idos-core/errors";
import { afterEach, expect, test, vi } from "vitest";
import { Replies } from "./replies.ts";

const ORIGIN = "https://app.example";

afterEach(() => void vi.useRealTimers());

/** A window that answers with what `answer` makes of the message; undefined leaves it open. */
function page(answer: (message: { id: number }) => unknown) {
  const posted: [unknown, string][] = [];
  const target = {
    postMessage: (message: { id: number }, origin: string, [port]: [MessagePort]) => {
      posted.push([message, origin]);
      const reply = answer(message);
      if (reply !== undefined) port.postMessage(reply);
      port.close();
    },
  } as unknown as Window;
  return { posted, place: { target, origin: ORIGIN } };
}

const replies = () => new Replies((reply, id) => [reply, id]);

test("each request has its number and its own port, and is for one origin", async () => {
  const { posted, place } = page(({ id }) => `answer ${id}`);
  const asking = replies();
  expect(await asking.ask(place, { method: "load" }, 5_000)).toEqual(["answer 1", 1]);
  expect(await asking.ask(place, { method: "load" }, 5_000)).toEqual(["answer 2", 2]);
  expect(posted).toEqual([
    [{ method: "load", id: 1 }, ORIGIN],
    [{ method: "load", id: 2 }, ORIGIN],
  ]);
});

test("what cannot be read is refused as the reader says", async () => {
  const { place } = page(() => "strange");
  const refusing = new Replies(() => {
    throw new IdosError("bad_response", "Strange.");
  });
  await expect(refusing.ask(place, {}, 5_000)).rejects.toMatchObject({ code: "bad_response" });
});

test("without an answer, the time ends; and whoever leaves refuses what waits", async () => {
  vi.useFakeTimers();
  const { place } = page(() => undefined);
  const asking = replies();
  const late = expect(asking.ask(place, {}, 1000)).rejects.toMatchObject({ code: "timeout" });
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  vi.useRealTimers();
  const left = asking.ask(place, {}, 60_000);
  asking.refuseAll(new IdosError("superseded", "Gone."));
  await expect(left).rejects.toMatchObject({ code: "superseded" });
});

test("a promise in time is left alone", async () => {
  expect(await replies().within(sleep(1, "here"), 1000)).toBe("here");
});

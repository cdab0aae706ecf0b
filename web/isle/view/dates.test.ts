import { IdosError } from "idos-core/errors";
import { expect, test } from "vitest";
import { Dates } from "./dates.ts";

const IDS = Array.from({ length: 30 }, (_, number) => `grant ${number}`);

/** A node that made each grant in a block of its own, and notes what it is asked. */
function chronicle({ failure, isOver }: { failure?: IdosError; isOver?: () => boolean } = {}) {
  const asked: number[] = [];
  let inFlight = 0;
  let most = 0;
  const blockTime = async (height: number): Promise<number> => {
    asked.push(height);
    inFlight += 1;
    most = Math.max(most, inFlight);
    await new Promise((resolve) => setTimeout(resolve, 1));
    inFlight -= 1;
    if (failure) throw failure;
    return height + 1000;
  };
  const grantHeights = async () => new Map(IDS.map((id, height) => [id, height]));
  const dates = new Dates({ grantHeights, session: { blockTime } }, () => {
    if (isOver?.()) throw new IdosError("superseded", "Over.");
  });
  return { dates, asked, most: () => most };
}

test("only the grants that are named are dated, and each once", async () => {
  const { dates, asked } = chronicle();
  await dates.learn(["grant 3", "grant 5", "of another node"]);
  await dates.learn(["grant 5", "grant 3"]);
  expect(asked).toEqual([3, 5]);
  expect(dates.known).toEqual(
    new Map([
      ["grant 3", 1003],
      ["grant 5", 1005],
    ]),
  );
});

test("the node is asked for a few blocks at a time", async () => {
  const { dates, most } = chronicle();
  await dates.learn(IDS);
  expect(dates.known.size).toBe(IDS.length);
  expect(most()).toBe(8);
});

test("dates are nothing to fail for, unless the session is over", async () => {
  const silent = chronicle({ failure: new IdosError("unsupported_method", "No.") });
  await silent.dates.learn(IDS);
  expect(silent.dates.known.size).toBe(0);
  expect(silent.asked).toHaveLength(8);
  const signedOut = chronicle({ failure: new IdosError("signed_out", "No.") });
  await expect(signedOut.dates.learn(IDS)).rejects.toMatchObject({ code: "signed_out" });
});

test("no more is asked when the visit is over", async () => {
  const { dates, asked } = chronicle({ isOver: () => asked.length >= 10 });
  await dates.learn(IDS);
  expect(asked).toHaveLength(10);
});

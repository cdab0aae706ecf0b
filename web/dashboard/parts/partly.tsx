/** Several changes of which some were not made: how many, and why. */

import { Failure } from "idos-kit/parts";
import { t } from "../messages.ts";
import type { Outcome } from "../model/batch.ts";

export function Partly<Item>({
  outcome: { failed, left },
  finished,
  open,
}: {
  outcome: Outcome<Item>;
  /** How many are done, and how many are not. */
  finished: number;
  open: number;
}) {
  const [first] = failed;
  return (
    <>
      <p role="alert">
        {t.batch.tally(finished, open)} {left.length > 0 && t.batch.left}
      </p>
      {first && <Failure error={first.error} />}
    </>
  );
}

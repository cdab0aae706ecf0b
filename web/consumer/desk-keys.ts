/** The company's key while somebody is signed in: asked for when it is needed, and forgotten in time. */

import type { Keys } from "idos-sdk/keystore";
import { useState } from "preact/hooks";
import type { Account } from "./account.ts";
import { useIdle } from "./desk-state.ts";
import { t } from "./messages.ts";
import type { Purpose } from "./sign-in/unlock.tsx";

const IDLE_MS = 10 * 60_000;

/** What was opened, if anything, and whether there is now somebody who signs. */
interface Answer {
  opened: Keys | null;
  isFilled: boolean;
}

interface Question {
  purpose: Purpose;
  answer: (answer: Answer) => void;
}

/** `onForget` is called when the key is closed, and with it goes what was read. */
export function useKeys(
  account: Account,
  keys: Keys | null,
  onKeys: (keys: Keys | null) => void,
  onForget: () => void,
) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [notice, setNotice] = useState("");
  const close = (why: string) => {
    if (account.wallet === null) account.seat.fill(null);
    onKeys(null);
    onForget();
    setNotice(why);
  };
  useIdle(() => close(t.idleClosed), IDLE_MS, keys !== null);
  const ask = (purpose: Purpose) =>
    new Promise<Answer>((resolve) => setQuestion({ purpose, answer: resolve }));
  const answer = (given: Answer) => {
    setQuestion(null);
    if (given.opened) {
      onKeys(given.opened);
      setNotice("");
    }
    question?.answer(given);
  };
  return {
    notice,
    purpose: question?.purpose ?? null,
    answer,
    closeKey: () => close(t.keyIsClosed),
    openKey: async () => keys ?? (await ask("read")).opened,
    openSeat: async () => account.seat.isFilled || (await ask("sign")).isFilled,
  };
}

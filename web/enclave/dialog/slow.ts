import { refusalOf } from "idos-core/errors";
import { useState } from "preact/hooks";
import { refusalText } from "../messages.ts";

/** Work that takes a while, such as deriving a key from a password. */
export interface SlowWork {
  /** How far it is, from 0 to 1; null while nothing runs. It stays where it succeeded: another screen follows. */
  done: number | null;
  /** `onFailure` gets the text to show. */
  run: (
    work: (onProgress: (done: number) => void) => Promise<void>,
    onFailure: (text: string) => void,
  ) => void;
}

export function useSlowWork(): SlowWork {
  const [done, setDone] = useState<number | null>(null);
  const run: SlowWork["run"] = (work, onFailure) => {
    setDone(0);
    work(setDone).catch((failure: unknown) => {
      setDone(null);
      onFailure(refusalText(refusalOf(failure).code));
    });
  };
  return { done, run };
}

import { IdosError } from "idos-core/errors";
import { t } from "../messages.ts";

/** Rejects when the signal is aborted, with its reason if that is ours, else with `timeout`. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () =>
      reject(
        signal.reason instanceof IdosError ? signal.reason : new IdosError("timeout", t.refusals.timeout),
      );
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** Every word of the bank's pages, in both languages. */

import { inLanguage } from "idos-core/text";
import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

export type Messages = typeof en;

export const t: Messages = inLanguage<Messages>({ en, de });

/** Why a document was not accepted, in one sentence. */
export function reasonText(code: string): string {
  return t.reasons[code as keyof Messages["reasons"]] ?? t.reasons.other;
}

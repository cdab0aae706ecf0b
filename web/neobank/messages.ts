/** Every word of the bank's pages, in both languages. */

import { inLanguage } from "idos-look/text";
import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

export type Messages = typeof en;

export const t: Messages = inLanguage<Messages>({ en, de });

/** Why an opening came to nothing, in one sentence. `other`: when that is not known. */
export function reasonText(code: string, other: string = t.reasons.other): string {
  return t.reasons[code as keyof Messages["reasons"]] ?? other;
}

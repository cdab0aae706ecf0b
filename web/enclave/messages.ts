/** Every word of the enclave's pages, in both languages. */

import { inLanguage } from "idos-look/text";
import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";
import type { Scope } from "./protocol.ts";

export const t = inLanguage<typeof en>({ en, de });

/** What a refused action is called for the person. */
export function refusalText(code: string): string {
  return t.errors[code as keyof typeof en.errors] ?? t.errors.internal;
}

export function scopeText(scope: Scope): string {
  return t.scopes[scope];
}

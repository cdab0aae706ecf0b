/** Every word of the enclave's pages, in both languages. */

import { inLanguage } from "idos-core/text";
import type { Scope } from "./exchange.ts";
import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

export type Messages = typeof en;

export const t: Messages = inLanguage<Messages>({ en, de });

/** What a refused action is called for the person. */
export function refusalText(code: string): string {
  return t.errors[code as keyof Messages["errors"]] ?? t.errors.internal;
}

export function scopeText(scope: Scope): string {
  return t.scopes[scope];
}

/** The plain name of a credential's field; one without it is told by its own name, in words. */
export function fieldText(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return t.fields[name as keyof Messages["fields"]] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the checks of a credential are called, and what each outcome says, in both languages. */

import { inLanguage } from "idos-look/text";
import type { Check } from "idos-sdk/credentials/format";
import { de } from "./checks.de.ts";
import { en, type Words } from "./checks.en.ts";

const words: Words = inLanguage<Words>({ en, de });

/** The short name of a check: what it looks at. */
export function checkTitle({ name }: Pick<Check, "name">): string {
  return words.titles[name] ?? name;
}

/** One sentence on how a check came out. */
export function checkText({ name, ok, code }: Check): string {
  const outcome = ok ? "passed" : "failed";
  return words.outcomes[`${name}: ${code}`] ?? words.codes[code] ?? words[outcome];
}

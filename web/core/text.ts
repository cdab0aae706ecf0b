/** Words in the person's language: a table per language, and dates as her locale writes them. */

export type Language = "en" | "de";

/** The first supported language of a browser's list, else English. */
export function pickLanguage(preferred: readonly string[]): Language {
  const wanted = preferred.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => tag === "en" || tag === "de") ?? "en";
}

export const language: Language = pickLanguage(globalThis.navigator?.languages ?? []);

/** The table of the person's language; all tables have the same keys. */
export function inLanguage<Table>(tables: Record<Language, Table>): Table {
  return tables[language];
}

const DAY = 86_400_000;
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", DAY / 24],
  ["minute", DAY / 1440],
];

/** `3 May 2031`, of milliseconds since 1970. */
export function dateText(at: number, tag: string = language): string {
  return new Intl.DateTimeFormat(regional(tag), { dateStyle: "long" }).format(at);
}

/** `3 May 2031, 14:05`. */
export function dateTimeText(at: number, tag: string = language): string {
  return new Intl.DateTimeFormat(regional(tag), { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** `in 5 years`, `2 hours ago`; within a minute, `now`. */
export function relativeText(at: number, now: number, tag: string = language): string {
  const format = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const [unit, size] = UNITS.find(([, length]) => Math.abs(at - now) >= length) ?? ["second", Infinity];
  return format.format(Math.round((at - now) / size), unit);
}

/** The browser's own variant of the language, such as `en-GB`. */
function regional(tag: string): string {
  return globalThis.navigator?.languages?.find((full) => full.startsWith(tag)) ?? tag;
}

/** Words in the person's language: a table per language, and dates as her locale writes them. */

import { originStore } from "idos-core/storage";

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const CHOICE = "language";
const PARAMETER = "lang";

export function isLanguage(value: unknown): value is Language {
  return (LANGUAGES as readonly unknown[]).includes(value);
}

/** The first supported language of a list of tags, else English. */
export function pickLanguage(preferred: readonly string[]): Language {
  return preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

/** As the address says (`?lang=de`), else as the person chose on this origin, else as the browser prefers. */
export function preferredLanguage(
  address: string,
  chosen: string | null,
  browser: readonly string[],
): Language {
  const asked = new URLSearchParams(address).get(PARAMETER);
  return pickLanguage([asked ?? "", chosen ?? "", ...browser]);
}

/** The language of this page, for as long as it is open. */
export const language: Language = preferredLanguage(
  globalThis.location?.search ?? "",
  originStore.get(CHOICE),
  globalThis.navigator?.languages ?? [],
);

export function showLanguage(): void {
  document.documentElement.lang = language;
}

/** Keep the person's choice, and show the page again in that language. */
export function chooseLanguage(chosen: Language): void {
  originStore.set(CHOICE, chosen);
  const address = new URL(location.href);
  address.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", address);
  location.reload();
}

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

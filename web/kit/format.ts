/** Values as people read them. */

import { dateText, language } from "idos-look/text";

const SHORT_HEAD = 10;
const SHORT_TAIL = 6;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T.*)?$/;
const MAX_MILLISECONDS = 8.64e15;

/** Countries whose codes ISO 3166-1 leaves to its users: `XU` is the one of specimens (ICAO 9303's `UTO`). */
const USER_ASSIGNED: Readonly<Record<string, string>> = { XU: "Utopia" };

/** A key or id, shortened in the middle: `0x5a1b3c7d…9e0f12`. */
export function shortKey(text: string): string {
  const isLong = text.length > SHORT_HEAD + SHORT_TAIL + 4;
  return isLong ? `${text.slice(0, SHORT_HEAD)}…${text.slice(-SHORT_TAIL)}` : text;
}

/** Unix seconds as the milliseconds that dates take, no later than they can be. */
export function milliseconds(seconds: number): number {
  return Math.min(seconds * 1000, MAX_MILLISECONDS);
}

/** The name of a country by its ISO 3166-1 alpha-2 code; a code without a name as it is. */
export function countryText(code: string): string {
  const upper = code.toUpperCase();
  try {
    return USER_ASSIGNED[upper] ?? new Intl.DisplayNames(language, { type: "region" }).of(upper) ?? code;
  } catch {
    return code;
  }
}

/** The day of an ISO 8601 date, whatever its time and zone: a birthday has none. Other text as it is. */
export function dayText(text: string): string {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return text;
  const local = new Date(0);
  local.setFullYear(Number(year), Number(month) - 1, Number(day));
  const isDay = local.getMonth() === Number(month) - 1 && local.getDate() === Number(day);
  return isDay ? dateText(local.setHours(12)) : text;
}

/** A file's size: `4.2 MB`. */
export function sizeText(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte"] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const style = { style: "unit", unit: units[step] ?? "byte", unitDisplay: "short" } as const;
  return new Intl.NumberFormat(language, { ...style, maximumFractionDigits: 1 }).format(bytes / 1000 ** step);
}

/** The text values a credential may hold: what every official version signs and reads alike. */

import { IdosError } from "idos-core/errors";

// All control characters but \n and \r, and those of ISO 8859 that no canonicaliser escapes.
const REFUSED = /[^\P{Cc}\n\r\x80-\x9f]/u;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\x85<>"{}|\\^`]+$/;
const PREFIXES = ["cred:", "sec:", "xsd:"];
const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))$/;

function bad(name: string, rule: string): IdosError {
  return new IdosError("bad_value", `${name} ${rule}.`);
}

/** Throws `bad_value` unless the value is text without control characters other than line ends. */
export function checkText(name: string, value: unknown): asserts value is string {
  if (typeof value !== "string") throw bad(name, "must be text");
  if (REFUSED.test(value) || !value.isWellFormed()) {
    throw bad(name, "holds a control character or broken Unicode");
  }
}

/** Throws `bad_value` unless the value is an absolute URI that JSON-LD leaves as it is. */
export function checkUri(name: string, value: unknown): asserts value is string {
  checkText(name, value);
  if (!URI.test(value) || PREFIXES.some((prefix) => value.startsWith(prefix))) {
    throw bad(name, "must be an absolute URI");
  }
}

/** The milliseconds since 1970 of an XML Schema `dateTime` with a time zone. Throws `bad_value` for others. */
export function parseMoment(name: string, value: unknown): number {
  const parts = typeof value === "string" ? DATE_TIME.exec(value) : null;
  const [, clock = "", fraction = "", sign = "+", hours = "0", minutes = "0"] = parts ?? [];
  const whole = Date.parse(`${clock}Z`);
  const offset = Number(hours) * 60 + Number(minutes);
  // A date that does not exist comes back as another one; years count from 1.
  const exists = !Number.isNaN(whole) && new Date(whole).toISOString().startsWith(clock);
  if (!parts || !exists || clock.startsWith("0000") || offset >= 24 * 60) {
    throw bad(name, "must be a date and time with a time zone");
  }
  return whole + Number(`0${fraction}`) * 1000 - (sign === "-" ? -offset : offset) * 60_000;
}

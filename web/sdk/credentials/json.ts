/** Untrusted JSON: what stands outside of its strings is bounded before memory is taken for values. */

import { IdosError } from "idos-core/errors";

/** JSON values as objects, by member name. */
export type Json = Record<string, unknown>;

/** The text with a lone `"` in the place of each string, and where each of them starts and ends. */
interface Scan {
  structure: string;
  strings: [from: number, to: number][];
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws `too_large` when there are more than `max` characters outside of strings. Strings may be unended. */
export function scan(text: string, max: number): Scan {
  const strings: Scan["strings"] = [];
  let structure = "";
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const next = quote < 0 ? text.length : quote;
    const outside = structure.length - strings.length;
    if (outside + next - at > max || strings.length > max) {
      throw new IdosError("too_large", "The JSON has too many values or levels.");
    }
    structure += text.slice(at, next);
    if (quote < 0) break;
    at = endOfString(text, quote);
    strings.push([quote, at]);
    structure += '"'; // stands for the string
  }
  return { structure, strings };
}

/** Whether an object names a member twice. The text is valid JSON, of which this is the scan. */
export function hasDuplicates(text: string, { structure, strings }: Scan): boolean {
  const open: Set<string>[] = [];
  let string = -1;
  for (const character of structure) {
    if (character === '"') string += 1;
    else if (character === "{" || character === "[") open.push(new Set());
    else if (character === "}" || character === "]") open.pop();
    else if (character === ":") {
      const name: string = JSON.parse(text.slice(...(strings[string] ?? [])));
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}

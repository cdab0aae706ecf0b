/**
 * The building blocks of the binary encodings (docs/protocol/values.md, transactions.md).
 *
 * Integers are little-endian unless a caller says otherwise. Only writing: nodes answer in JSON.
 */

import { concat, utf8 } from "idos-core/bytes";
import { invalid } from "idos-core/errors";

/** The version number, zero, that opens every structure. */
export const VERSION = new Uint8Array(2);

const AMOUNT = /^(0|[1-9][0-9]{0,77})$/;
// Control characters, line and paragraph separators, bidirectional formatting: none may stand in a signed line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
const FORBIDDEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const MAX_SHOWN_CHARS = 1000;

/** An unsigned integer of `size` bytes, at most 2^53. */
export function uint(value: number, size: number, order: "little" | "big" = "little"): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest = value;
  for (let at = 0; at < size; at++) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  if (!Number.isSafeInteger(value) || value < 0 || rest > 0) {
    throw invalid(`An integer does not fit in ${size} bytes.`);
  }
  return order === "little" ? bytes : bytes.reverse();
}

/** Bytes behind a four-byte length. */
export function prefixed(data: Uint8Array): Uint8Array {
  return concat(uint(data.length, 4), data);
}

export function prefixedText(text: string): Uint8Array {
  return prefixed(utf8(text));
}

/** Unsigned LEB128. */
export function uvarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

/** Bytes behind an unsigned varint length. */
export function compact(data: Uint8Array): Uint8Array {
  return concat(uvarint(data.length), data);
}

export function compactText(text: string): Uint8Array {
  return compact(utf8(text));
}

/** Bytes behind a zigzag varint length. */
export function compactSigned(data: Uint8Array): Uint8Array {
  return concat(uvarint(2 * data.length), data);
}

/** A non-negative amount in decimal: presence byte `01`, then compact text. */
export function amount(decimal: string): Uint8Array {
  return concat(Uint8Array.of(1), compactText(checkAmount(decimal)));
}

/** An amount as nodes write it: decimal text, at most 78 digits. */
export function checkAmount(decimal: string): string {
  if (!AMOUNT.test(decimal)) throw invalid("An amount is not a decimal number.");
  return decimal;
}

/** Throws `invalid` unless the text fits on one line of a signed message. `what` names it. */
export function checkLine(text: string, what: string, most: number, mayBeEmpty = false): string {
  if (text === "" && !mayBeEmpty) throw invalid(`${what} is empty.`);
  if (utf8(text).length > most) throw invalid(`${what} is longer than ${most} bytes.`);
  if (text !== text.replace(FORBIDDEN, "")) throw invalid(`${what} contains a control character.`);
  return text;
}

/** An untrusted text to be shown: cut, with U+FFFD for what could act on the line it stands in. */
export function oneLine(text: string): string {
  return text.slice(0, MAX_SHOWN_CHARS).replace(FORBIDDEN, "\ufffd");
}

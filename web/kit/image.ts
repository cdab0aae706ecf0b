/** Pictures inside of a credential: Ascii85, as the official SDK writes files, or base64. */

import { fromBase64 } from "idos-core/bytes";
import { invalid } from "idos-core/errors";

const MAX_CHARS = 12 * 1024 * 1024;
const TYPES: [string, number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
];

/**
 * The picture that a text holds, its type known by its first bytes; null for anything but PNG and JPEG. What is
 * made of it with `URL.createObjectURL` is to be given back with `URL.revokeObjectURL`.
 */
export function imageOf(text: string): Blob | null {
  if (text.length > MAX_CHARS) return null;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = text.startsWith("<~") ? fromAscii85(text) : fromBase64(text.replace(/^data:[^,]*;base64,/, ""));
  } catch {
    return null;
  }
  const found = TYPES.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte));
  return found ? new Blob([bytes], { type: found[0] }) : null;
}

const ZEROS = "z".charCodeAt(0);
const FIRST = "!".charCodeAt(0);
const GROUP = 5;

/**
 * The data of Adobe Ascii85 text on one line, `<~` to `~>`. Throws `invalid`. A last group that another encoder
 * shortened gives the data that is left; docs/protocol/encryption.md §3.
 */
export function fromAscii85(text: string): Uint8Array<ArrayBuffer> {
  if (!text.startsWith("<~") || !text.endsWith("~>") || text.length < 4) throw notAscii85();
  const end = text.length - 2;
  const zeros = text.split("z").length - 1;
  const bytes = new Uint8Array((zeros + Math.ceil((end - 2 - zeros) / GROUP)) * 4);
  const view = new DataView(bytes.buffer);
  let size = 0;
  for (let at = 2; at < end; ) {
    if (text.charCodeAt(at) === ZEROS) {
      at += 1;
      size += 4;
      continue;
    }
    const given = Math.min(GROUP, end - at);
    if (given === 1) throw notAscii85();
    view.setUint32(size, group(text, at, given));
    at += given;
    size += given - 1;
  }
  return bytes.slice(0, size);
}

/** The number of a group; digits that are not given count as the highest. */
function group(text: string, start: number, given: number): number {
  let number = 0;
  for (let at = 0; at < GROUP; at += 1) {
    const digit = at < given ? text.charCodeAt(start + at) - FIRST : 84;
    if (digit < 0 || digit > 84) throw notAscii85();
    number = number * 85 + digit;
  }
  if (number > 0xffffffff) throw notAscii85();
  return number;
}

function notAscii85(): Error {
  return invalid("This is not Ascii85.");
}

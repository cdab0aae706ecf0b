/** What is to be signed, as the person sees it: nothing hidden, nothing turned around. */

import { fromUtf8, toHex } from "idos-core/bytes";

export interface Shown {
  isText: boolean;
  text: string;
}

// Controls but line ends and tabs; signs that are not seen or change the direction of writing.
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]--[\n\t]]/gv;
const PICTURES = 0x2400;

/** UTF-8 as text with its unseen characters made visible; other bytes in hexadecimal. */
export function shownOf(message: Uint8Array): Shown {
  try {
    return { isText: true, text: fromUtf8(message).replaceAll(UNSEEN, picture) };
  } catch {
    return { isText: false, text: `0x${toHex(message)}` };
  }
}

function picture(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(PICTURES + code);
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

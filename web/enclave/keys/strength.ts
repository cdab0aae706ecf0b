/**
 * How many guesses a password withstands, estimated from below.
 *
 * The salt and the public key of a profile are known to others, so they can try passwords at leisure. The
 * estimate is the cheapest way to write the password as a row of known pieces: words, common passwords, years,
 * runs and repetitions; what is in none of them costs its characters.
 */

import { wordlist } from "@scure/bip39/wordlists/english.js";
import { COMMON } from "./common-passwords.ts";

/** Bits that a new profile's password must have: a thousand machines, each at 10 000 a second, for 3 years. */
export const ENOUGH_BITS = 50;

const MAX_CHARS = 128;
const WORD_BITS = 11;
const COMMON_BITS = 8;
const CONTEXT_BITS = 2;
const YEAR_BITS = 7;
const RUN_BITS = 5;
const MIN_PIECE = 3;
const MAX_WORD = 16;
const RUNS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
];
const LOOKALIKES: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

const WORDS = new Set(wordlist);
const COMMONS = new Set(COMMON);

/** Bits of the estimate. `context` names what an attacker would try first: the site's name, the person's. */
export function strengthBits(password: string, context: readonly string[] = []): number {
  const text = password.normalize("NFKC").slice(0, MAX_CHARS);
  const names = new Set(context.flatMap((name) => name.toLowerCase().split(/[^a-z0-9]+/)).filter(isPiece));
  // best[n] is the least number of bits for the first n characters.
  const best = [0];
  for (let end = 1; end <= text.length; end += 1) {
    let least = (best[end - 1] ?? 0) + charBits(text, end - 1);
    for (let start = Math.max(0, end - MAX_WORD); end - start >= MIN_PIECE; start += 1) {
      const piece = pieceBits(text.slice(start, end), names);
      least = Math.min(least, (best[start] ?? 0) + piece);
    }
    best.push(least);
  }
  return best[text.length] ?? 0;
}

function pieceBits(piece: string, names: ReadonlySet<string>): number {
  const lower = piece.toLowerCase();
  const plain = [...lower].map((char) => LOOKALIKES[char] ?? char).join("");
  const disguise = (piece === lower ? 0 : 1) + (plain === lower ? 0 : 1);
  const costs = [
    [names.has(lower) || names.has(plain), CONTEXT_BITS],
    [COMMONS.has(lower) || COMMONS.has(plain), COMMON_BITS],
    [WORDS.has(lower) || WORDS.has(plain), WORD_BITS],
    [/^(19|20)\d\d$/.test(piece), YEAR_BITS],
    [isRun(lower), RUN_BITS],
  ] as const;
  return Math.min(...costs.map(([holds, bits]) => (holds ? bits + disguise : Number.POSITIVE_INFINITY)));
}

function isRun(piece: string): boolean {
  const isRepetition = [...piece].every((char) => char === piece[0]);
  const backwards = [...piece].reverse().join("");
  return isRepetition || RUNS.some((run) => run.includes(piece) || run.includes(backwards));
}

/** One more of the same character costs little; others cost what their kind can be told apart by. */
function charBits(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === text.charAt(at - 1)) return 1;
  if (/[\s._-]/.test(char)) return 1;
  if (/[0-9]/.test(char)) return 3.3;
  if (/[a-z]/.test(char)) return 3.7;
  return /[A-Z]/.test(char) ? 4.7 : 5;
}

function isPiece(name: string): boolean {
  return name.length >= MIN_PIECE;
}

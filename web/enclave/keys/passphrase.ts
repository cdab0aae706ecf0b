import { wordlist } from "@scure/bip39/wordlists/english.js";

const WORDS = 7;

/** A passphrase of seven words from a list of 2048 (BIP-39, English): 77 bits. */
export function generatePassphrase(): string {
  const draws = crypto.getRandomValues(new Uint16Array(WORDS));
  return Array.from(draws, (draw) => wordlist[draw % wordlist.length]).join("-");
}

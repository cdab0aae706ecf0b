/** Finding by the words that are seen on the page: all of them, in any order, also by their beginnings. */

/** Text as it is compared: without case, accents and ways of writing. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether every word of a question is in one of the texts. `texts` are folded already. */
export function finds(question: string, texts: string): boolean {
  return folded(question)
    .split(/\s+/)
    .every((word) => texts.includes(word));
}

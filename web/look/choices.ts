/** What a person chose on this origin, such as a theme. A browser may refuse storage to a framed page. */

export function storedChoice(name: string): string | null {
  try {
    return globalThis.localStorage?.getItem(name) ?? null;
  } catch {
    return null;
  }
}

/** Keep a choice; where the browser keeps nothing, it lasts as long as the page. */
export function storeChoice(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The choice is shown all the same.
  }
}

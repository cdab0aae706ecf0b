/** Light or dark: the system's choice, unless the person made another on this origin. */

import { originStore } from "idos-core/storage";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const CHOICE = "theme";

export function isTheme(value: unknown): value is Theme {
  return (THEMES as readonly unknown[]).includes(value);
}

export function chosenTheme(): Theme {
  const stored = originStore.get(CHOICE);
  return isTheme(stored) ? stored : "auto";
}

export function chooseTheme(theme: Theme): void {
  originStore.set(CHOICE, theme);
  showTheme(theme);
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

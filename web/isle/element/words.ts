/** The few words that the element says itself: all others are the frame's. */

import type { Language } from "idos-look/text";

const WORDS = {
  en: {
    title: "Your identity",
    silent: "The window for your identity could not be loaded. Nothing about your data has changed.",
    retry: "Try again",
  },
  de: {
    title: "Ihre Identität",
    silent:
      "Das Fenster für Ihre Identität konnte nicht geladen werden. An Ihren Daten hat sich nichts geändert.",
    retry: "Noch einmal versuchen",
  },
};

export function words(language: Language): (typeof WORDS)["en"] {
  return WORDS[language];
}

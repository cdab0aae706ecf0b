/** A page in its document. */

import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { type ComponentChild, render } from "preact";

/** Show a page, in the person's language and theme. */
export function showPage(view: ComponentChild): void {
  showLanguage();
  showTheme(chosenTheme());
  const root = document.getElementById("app");
  if (root) render(view, root);
}

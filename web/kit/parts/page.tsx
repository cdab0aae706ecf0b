import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import { type Config, loadConfig } from "idos-sdk/config";
import { type ComponentChild, render } from "preact";
import { useLoaded } from "../task.ts";
import { Pending } from "./feedback.tsx";
import { Shell } from "./shell.tsx";

/** Show a page, in the person's language and theme. */
export function showPage(view: ComponentChild): void {
  showLanguage();
  showTheme(chosenTheme());
  const root = document.getElementById("app");
  if (root) render(view, root);
}

/** A page that needs the configuration of these pages first. */
export function WithConfig({
  brand,
  children,
}: {
  brand: string;
  children: (config: Config) => ComponentChild;
}) {
  const { result, error, retry } = useLoaded(loadConfig, []);
  if (result) return children(result);
  return (
    <Shell brand={brand} title={brand}>
      <Pending error={error} onRetry={retry} />
    </Shell>
  );
}

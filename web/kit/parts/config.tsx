import { type Config, loadConfig } from "idos-sdk/config";
import type { ComponentChild } from "preact";
import { useLoaded } from "../task.ts";
import { Pending } from "./feedback.tsx";
import { Shell } from "./shell.tsx";

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

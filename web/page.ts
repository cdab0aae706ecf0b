import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";

/** How a page is built: into the Python package that serves it, with nothing inlined, as its policy demands. */
export function page(name: string, documents: string[]): UserConfig {
  const root = fileURLToPath(new URL(`${name}/`, import.meta.url));
  return {
    root,
    build: {
      outDir: fileURLToPath(new URL(`../src/idos/pages/dist/${name}/`, import.meta.url)),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: documents.map((document) => root + document) },
    },
    logLevel: "warn",
  };
}

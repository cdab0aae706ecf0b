import { fileURLToPath } from "node:url";
import { build, type InlineConfig, type Plugin, type UserConfig } from "vite";

/** A script that pages of other origins load: one file of its own, under a name that stays. */
export interface Published {
  file: string;
  entry: string;
}

/**
 * How a page is built: from its folder into the Python package that serves it as a `site`, with nothing inlined,
 * as its policy demands.
 */
export function page(folder: string, documents: string[], published?: Published, site = folder): UserConfig {
  const root = fileURLToPath(new URL(`${folder}/`, import.meta.url));
  const outDir = fileURLToPath(new URL(`../src/idos/pages/dist/${site}/`, import.meta.url));
  return {
    root,
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: documents.map((document) => root + document) },
    },
    plugins: published ? [alongside(script(root, outDir, published))] : [],
    logLevel: "warn",
  };
}

/** A second build, into the folder that the first has emptied. */
function alongside(config: InlineConfig): Plugin {
  return {
    name: "alongside",
    apply: "build",
    async writeBundle() {
      await build(config);
    },
  };
}

function script(root: string, outDir: string, { file, entry }: Published): InlineConfig {
  return {
    root,
    configFile: false,
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      reportCompressedSize: false,
      lib: { entry: root + entry, formats: ["es"], fileName: () => file },
      rolldownOptions: { output: { codeSplitting: false } },
    },
    logLevel: "warn",
  };
}

import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";

export default {
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: { emptyOutDir: true, minify: false, reportCompressedSize: false },
  logLevel: "warn",
} satisfies UserConfig;

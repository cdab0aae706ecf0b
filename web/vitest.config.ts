import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    environment: "node",
    isolate: false,
    pool: "threads",
    maxWorkers: 1,
    testTimeout: 60_000,
  },
});

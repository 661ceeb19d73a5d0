import { defineConfig } from "vitest/config";

/** Real browser against real processes: one file at a time, because ports and windows are shared. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.test.ts"],
    allowOnly: false,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});

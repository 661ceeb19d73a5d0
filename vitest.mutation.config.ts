import { defineConfig } from "vitest/config";

/**
 * What mutants of the core are tried against: its own tests, in one process without a fresh start for every file. Random
 * stories are left out, so that a mutant has the same fate every time.
 */
export default defineConfig({
  test: {
    include: ["test/approval/**/*.test.ts"],
    exclude: ["test/approval/request-properties.test.ts"],
    isolate: false,
    allowOnly: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

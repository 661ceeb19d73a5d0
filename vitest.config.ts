import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

/** Every test that needs nothing but Node. The browser tests have a configuration of their own. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/soak/**"],
    allowOnly: false,
    // Property tests and tests that start processes share a small machine with everything else.
    // Two at a time, also where there are two cores: many of them wait for processes, deadlines and disks.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

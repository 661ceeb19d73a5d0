import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

/** Every test that needs nothing but Node. The browser tests have a configuration of their own. */
export default defineConfig({
  test: {
    allowOnly: false,
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/soak/**"],
    // Three at a time, also where there are two cores: many of them wait for processes, deadlines and disks.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A machine may stand still for a while: what is wrong is told all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});

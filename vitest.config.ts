import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

const NOT_HERE = ["test/e2e/**", "test/soak/**"];
/** Planted faults show what the tests notice: `PLANTED_FAULTS=none` leaves them out where that has been shown already. */
const PLANTED = ["test/properties/mutants.test.ts", "test/model/model-mutants.test.ts"];

/** Every test that needs nothing but Node. The browser tests have a configuration of their own. */
export default defineConfig({
  test: {
    allowOnly: false,
    include: ["test/**/*.test.ts"],
    exclude: [...NOT_HERE, ...(process.env.PLANTED_FAULTS === "none" ? PLANTED : [])],
    // Three at a time, also where there are two cores: many of them wait for processes, deadlines and disks.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A machine may stand still for a while: what is wrong is told all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});

import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

const NOT_HERE = ["test/e2e/**", "test/soak/**"];
/** Planted faults show what the tests notice: `PLANTED_FAULTS=none` leaves them out where that has been shown already. */
const PLANTED = ["test/properties/mutants.test.ts", "test/model/model-mutants.test.ts"];
const exclude = [...NOT_HERE, ...(process.env.PLANTED_FAULTS === "none" ? PLANTED : [])];

/** Files that change what the files of a process share, that run for minutes, or that kill: each has a process of its own. */
const ALONE = [
  "test/audit/*-mutations.test.ts",
  "test/crash/**/*.test.ts",
  "test/model/**/*.test.ts",
  "test/properties/**/*.test.ts",
  "test/teams/cards/no-generated-code.test.ts",
];

/** Every test that needs nothing but Node. The browser tests have a configuration of their own. */
export default defineConfig({
  test: {
    allowOnly: false,
    // Three at a time, also where there are two cores: many of them wait for processes, deadlines and disks.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A machine may stand still for a while: what is wrong is told all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      { extends: true, test: { name: "alone", include: ALONE, exclude } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: [...exclude, ...ALONE],
          // One file after the other in the same two processes: what they import is read once in each.
          isolate: false,
        },
      },
    ],
  },
});

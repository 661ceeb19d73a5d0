import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listOverruns, readMinutes, STEPS } from "../../scripts/time-budget.mjs";
import { projectRoot } from "./source-files.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-minutes-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("minutes are those of the steps, and of the files of each part of the test command", () => {
  writeFileSync(join(folder, "test.seconds"), "1230\n");
  writeFileSync(join(folder, "soak.seconds"), "246\n");
  const file = (name: string, seconds: number) => ({
    name: `/anywhere/${name}`,
    startTime: 5_000,
    endTime: 5_000 + seconds * 1_000,
  });
  const testResults = [
    file("test/crash/power-cuts.test.ts", 60),
    file("test/crash/crash-matrix.test.ts", 90),
    file("test/crash/nodes-killed.test.ts", 30),
    file("test/log.test.ts", 6),
  ];
  writeFileSync(join(folder, "test.json"), JSON.stringify({ testResults }));
  expect(readMinutes(folder)).toEqual({
    steps: { test: 20.5, soak: 4.1 },
    parts: { kills: 1, crashes: 2, others: 0.1 },
  });
});

test("a step that takes longer than it may is named, and so is one that has no budget", () => {
  expect(listOverruns({ test: 50, soak: 10 })).toEqual([]);
  expect(listOverruns({ soak: 15.1, tea: 1 })).toEqual([
    "soak took 15.1 minutes of 15",
    "tea has no budget: give it one in scripts/time-budget.mjs",
  ]);
});

test("a whole run over 70 minutes is too long, whatever each step took", () => {
  expect(listOverruns({ test: 50, soak: 15, e2e: 5 })).toEqual([]);
  expect(listOverruns({ test: 50, soak: 15, e2e: 6 })).toEqual([
    "the whole run took 71 minutes of 70",
  ]);
});

test("every step of the CI run has a budget, and every budget a step", () => {
  const script = readFileSync(join(projectRoot, ".ci/run"), "utf8").replaceAll(/^ *#.*$/gm, "");
  const steps = [...script.matchAll(/\b(?:step|tests) ([a-z0-9-]+) [.\w]/g)].map(
    ([, name]) => name,
  );
  expect(new Set(steps)).toEqual(new Set(STEPS.map(({ name }) => name)));
});

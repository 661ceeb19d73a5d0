import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sumTestReports } from "../../scripts/sum-test-reports.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-reports-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function keep(
  step: string,
  status: number,
  counts?: readonly [passed: number, failed: number],
): void {
  writeFileSync(join(folder, `${step}.status`), `${status}\n`);
  if (!counts) return;
  const report = { numPassedTests: counts[0], numFailedTests: counts[1] };
  writeFileSync(join(folder, `${step}.json`), JSON.stringify(report));
}

test("the tests of every run are added up", () => {
  keep("install", 0);
  keep("test", 0, [10, 0]);
  keep("e2e", 1, [3, 2]);
  expect(sumTestReports(folder)).toEqual({ passed: 13, failed: 2 });
});

test("a step that failed before its tests ran counts as one failure", () => {
  keep("test", 2);
  keep("e2e", 1, [3, 0]);
  expect(sumTestReports(folder)).toEqual({ passed: 3, failed: 2 });
});

test("a run without a single step is not a success", () => {
  expect(sumTestReports(folder)).toEqual({ passed: 0, failed: 1 });
});

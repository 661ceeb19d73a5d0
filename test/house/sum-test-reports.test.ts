import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listFailures, sumTestReports } from "../../scripts/sum-test-reports.mjs";

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

test("what failed is named: a test with its reason, a file that does not load, a step without a report", () => {
  keep("chromium", 100);
  keep("install", 0);
  keep("test", 1);
  const passed = { status: "passed", fullName: "D1 one decision" };
  const failed = {
    status: "failed",
    fullName: "T4 an old timer",
    failureMessages: ["Error: it went off\n    at line 1"],
  };
  const testResults = [
    { name: "/x/timers.test.ts", status: "failed", assertionResults: [passed, failed] },
    { name: "/x/cut.test.ts", status: "failed", message: "no such module", assertionResults: [] },
    { name: "/x/good.test.ts", status: "passed", assertionResults: [passed] },
  ];
  const report = { numPassedTests: 2, numFailedTests: 1, testResults };
  writeFileSync(join(folder, "test.json"), JSON.stringify(report));
  expect(listFailures(folder).sort()).toEqual([
    "failed: chromium: exit status 100",
    "failed: test: cut.test.ts: no such module",
    "failed: test: timers.test.ts: T4 an old timer: Error: it went off",
  ]);
});

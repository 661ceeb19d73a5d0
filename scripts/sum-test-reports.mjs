// Adds up the test reports of a CI run and prints `N passed, N failed`; exits 1 if anything failed.
// Usage: node scripts/sum-test-reports.mjs FOLDER
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A folder holds NAME.status (exit status of a step) and, for a step that ran tests, NAME.json (vitest's
 * report). A step that failed without a failed test, such as a build, counts as one failure, so that a
 * run that went wrong never reads "0 failed".
 * @param {string} folder
 */
export function sumTestReports(folder) {
  const steps = readdirSync(folder).filter((name) => name.endsWith(".status"));
  const total = { passed: 0, failed: 0 };
  for (const step of steps) {
    const report = readReport(join(folder, step.replace(/status$/, "json")));
    const isFailed = readFileSync(join(folder, step), "utf8").trim() !== "0";
    total.passed += report.numPassedTests;
    total.failed += Math.max(report.numFailedTests, isFailed ? 1 : 0);
  }
  // No step at all is a run that proved nothing.
  return steps.length === 0 ? { passed: 0, failed: 1 } : total;
}

/**
 * @param {string} file
 * @returns {{ numPassedTests: number, numFailedTests: number }}
 */
function readReport(file) {
  if (!existsSync(file)) return { numPassedTests: 0, numFailedTests: 0 };
  return JSON.parse(readFileSync(file, "utf8"));
}

if (process.argv[1] === import.meta.filename) {
  const { passed, failed } = sumTestReports(process.argv[2] ?? "artefacts/ci");
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

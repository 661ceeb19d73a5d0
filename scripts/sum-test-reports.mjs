// Adds up the test reports of a CI run, names what failed, and prints `N passed, N failed`; exits 1 if anything failed.
// Usage: node scripts/sum-test-reports.mjs FOLDER
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

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
 * What failed, a line each, with the first line of why: the step, and the test where there is one.
 * @param {string} folder as `sumTestReports` takes it
 */
export function listFailures(folder) {
  const steps = readdirSync(folder).filter((name) => name.endsWith(".status"));
  return steps.flatMap((step) => {
    const name = step.replace(/\.status$/, "");
    const status = readFileSync(join(folder, step), "utf8").trim();
    const report = readReport(join(folder, `${name}.json`));
    const failures = report.testResults.flatMap((file) => failuresOf(name, file));
    const isUnexplained = failures.length === 0 && status !== "0";
    return isUnexplained ? [`failed: ${name}: exit status ${status}`] : failures;
  });
}

/**
 * @param {string} step
 * @param {TestFile} file
 */
function failuresOf(step, file) {
  const failed = file.assertionResults.filter(({ status }) => status === "failed");
  if (failed.length === 0 && file.status === "failed")
    return [`failed: ${step}: ${basename(file.name)}: ${firstLine(file.message)}`];
  return failed.map(
    ({ fullName, failureMessages }) =>
      `failed: ${step}: ${basename(file.name)}: ${fullName}: ${firstLine(failureMessages?.[0])}`,
  );
}

/** @param {string} [text] */
function firstLine(text = "") {
  return text.split("\n", 1)[0] ?? "";
}

/**
 * @typedef {{ status: string, fullName: string, failureMessages?: string[] }} TestResult
 * @typedef {{ name: string, status: string, message?: string, assertionResults: TestResult[] }} TestFile
 */

/**
 * @param {string} file
 * @returns {{ numPassedTests: number, numFailedTests: number, testResults: TestFile[] }}
 */
function readReport(file) {
  if (!existsSync(file)) return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  return { testResults: [], ...JSON.parse(readFileSync(file, "utf8")) };
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2] ?? "artefacts/ci";
  const { passed, failed } = sumTestReports(folder);
  for (const failure of listFailures(folder)) console.log(failure);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

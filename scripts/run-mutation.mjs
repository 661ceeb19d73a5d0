// Mutation testing of the core, some files at a time; what was found is kept in docs/mutation/results.json, from which
// docs/mutation.md is made. Usage: npm run mutation [-- NAME...], where decide names src/approval/decide.ts; every file
// unless said. Results of other files stay; a file that has not changed is not tried again.
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const source = join(root, "src/approval");
const report = join(root, ".build/mutation/mutation.json");
const kept = join(root, "docs/mutation/results.json");
/** Files in one run of the tool: what was found so far is kept when a later one is stopped. */
const FILES_AT_ONCE = 6;

/**
 * @typedef {{ status: string, static?: boolean, mutatorName: string, replacement?: string,
 *   location: { start: { line: number } } }} Mutant
 * @typedef {{ line: number, mutator: string, replacement: string, covered: boolean }} Survivor
 * @typedef {{ digest?: string, killed: number, timedOut: number, survived: number, notTried: number, survivors: Survivor[] }} Found
 */

/** @param {readonly Mutant[]} mutants @returns {Found} */
function summarize(mutants) {
  const count = (/** @type {string[]} */ ...states) =>
    mutants.filter(({ status }) => states.includes(status)).length;
  const survivors = mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ location, mutatorName, replacement = "", status }) => ({
      line: location.start.line,
      mutator: mutatorName,
      replacement: replacement.replace(/\s+/g, " ").slice(0, 100),
      covered: status === "Survived",
    }))
    .sort((a, b) => a.line - b.line);
  return {
    killed: count("Killed"),
    timedOut: count("Timeout"),
    survived: survivors.length,
    notTried: count("Ignored"),
    survivors,
  };
}

/** @param {readonly string[]} some paths of the files that were tried */
function keepReport(some) {
  /** @type {{ files: Record<string, Found> }} */
  const results = existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : { files: {} };
  const { files } = JSON.parse(readFileSync(report, "utf8"));
  for (const [path, { mutants }] of Object.entries(files)) {
    const name = path.replace(/^.*src\/approval\//, "");
    // What the tool still knows of other files may be about an older text of theirs.
    if (!some.includes(`src/approval/${name}`)) continue;
    const digest = hash("sha256", readFileSync(join(source, name)));
    results.files[name] = { digest, ...summarize(mutants) };
  }
  const sorted = Object.fromEntries(Object.entries(results.files).sort());
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, `${JSON.stringify({ files: sorted }, undefined, 2)}\n`);
}

const all = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.replaceAll("\\", "/").replace(/\.ts$/, ""))
  .sort();
const named = process.argv.slice(2);
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no src/approval/${unknown[0]}.ts. Name a file so: npm run mutation -- decide`,
  );
  process.exit(1);
}
const files = named.length > 0 ? named : all;
for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
  const some = files.slice(start, start + FILES_AT_ONCE).map((name) => `src/approval/${name}.ts`);
  const stryker = join(root, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const { status } = spawnSync(process.execPath, [stryker, "run", "--mutate", some.join(",")], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  keepReport(some);
}

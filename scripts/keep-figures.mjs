// Keeps the figures that the last runs of the suites left in artefacts/reliability: docs/reliability/SUITE.json, from
// which docs/reliability.md is made, and docs/reliability/minutes/ci.json after a whole CI run. Usage: npm run reliability
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const from = join(root, "artefacts/reliability");
const to = join(root, "docs/reliability");

/**
 * Figures of the parts of one suite, added up.
 * @param {Record<string, number>} sum
 * @param {Record<string, number>} part
 */
function addFigures(sum, part) {
  for (const [name, value] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

const suites = new Map();
for (const name of readdirSync(from).sort()) {
  if (!name.endsWith(".json")) continue;
  const part = JSON.parse(readFileSync(join(from, name), "utf8"));
  const known = suites.get(part.suite);
  const figures = addFigures(known?.figures ?? {}, part.figures);
  suites.set(part.suite, { ...part, figures });
}
mkdirSync(to, { recursive: true });
for (const [suite, kept] of suites) {
  const file = join(to, `${suite}.json`);
  const measured = { ...kept, node: process.version, day: new Date().toISOString().slice(0, 10) };
  // As the formatter writes large numbers.
  const text = JSON.stringify(measured, undefined, 2).replaceAll(/(: [\d.]+)e\+/g, "$1e");
  writeFileSync(file, `${text}\n`);
  console.log(`kept ${suite}`);
}
const minutes = "minutes/ci.json";
if (existsSync(join(from, minutes))) {
  mkdirSync(join(to, "minutes"), { recursive: true });
  copyFileSync(join(from, minutes), join(to, minutes));
  console.log("kept the minutes of the CI run");
}

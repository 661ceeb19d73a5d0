// Says how many minutes the steps of a CI run took, keeps them for docs/reliability.md, and exits 1 if a step or the whole
// run took longer than it may. Usage: node scripts/time-budget.mjs FOLDER
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** From here on a run is too slow to be waited for, and from there on it has failed. Minutes. */
export const WHOLE_RUN = { warned: 45, most: 70 };

/**
 * Steps of `.ci/run`, with the most minutes that each may take.
 * @type {readonly { name: string, told: string, most: number, setBy?: string }[]}
 */
export const STEPS = [
  { name: "install", told: "install", most: 8 },
  { name: "test", told: "`npm test`", most: 50 },
  { name: "debian-postgres", told: "the store on Debian's PostgreSQL", most: 8 },
  { name: "haproxy", told: "nodes behind HAProxy", most: 5 },
  { name: "chromium", told: "install Chromium", most: 8 },
  { name: "e2e", told: "browser tests", most: 12 },
  {
    name: "soak",
    told: "soak",
    most: 15,
    setBy: "`--minutes`, 3, and the time that is needed to heal",
  },
  { name: "node-24", told: "install Node 24", most: 5 },
  {
    name: "test-node-24",
    told: "the test command under Node 24",
    most: 25,
    setBy:
      "every test but planted faults, broken machines and rolling deploys; of what is tried many times less: 200 stories, 50 power cuts, 4 kills, every tenth fail point, 2,000 fuzz cases, 12 faults of Teams, the smaller model and 500 walks",
  },
];

/**
 * Parts of `npm test`, by the files that begin so; the first that fits counts.
 * @type {readonly { name: string, told: string, files: RegExp, setBy?: string }[]}
 */
export const PARTS = [
  {
    name: "stories",
    told: "random stories",
    files: /^test\/properties\/interleavings/,
    setBy: "`PROPERTY_RUNS`, 20,000 in CI; `DATABASE_RUNS` on PostgreSQL, 12 in CI",
  },
  {
    name: "kills",
    told: "kills and power cuts",
    files: /^test\/crash\/(killed-under-load|power-cuts)/,
    setBy: "`CRASH_KILLS`, 50; `POWER_CUT_RUNS`, 1,000 in CI",
  },
  {
    name: "crashes",
    told: "crash matrix, on a database as well, broken machine, nodes",
    files: /^test\/crash\//,
    setBy: "`CRASH_DEPTH`, `CRASH_EVERY`, `NODES_SECONDS`",
  },
  {
    name: "model",
    told: "model check, planted faults, fuzz, faults of Teams",
    files: /^test\/(model\/|properties\/mutants|fuzz\/|story\/(random|sender)-faults)/,
    setBy:
      "`MODEL_SIZE`: `larger` or `smaller` bounds; `MODEL_WALKS`, 10,000 in CI; `FUZZ_CASES`, 100,000; `SENDER_RUNS`, 120 in CI",
  },
  { name: "others", told: "unit and story tests", files: /./ },
];

/**
 * Minutes of each step and of each part of `npm test`, from the NAME.seconds and the test report in a folder. Minutes of a
 * part are those of its files, one after the other.
 * @param {string} folder
 */
export function readMinutes(folder) {
  /** @type {Record<string, number>} */
  const steps = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".seconds"))) {
    const seconds = Number(readFileSync(join(folder, file), "utf8"));
    steps[file.replace(/\.seconds$/, "")] = inMinutes(seconds);
  }
  /** @type {Record<string, number>} */
  const sums = {};
  for (const { name, startTime, endTime } of readFiles(join(folder, "test.json"))) {
    const path = name.slice(Math.max(0, name.lastIndexOf("/test/") + 1));
    const part = PARTS.find(({ files }) => files.test(path))?.name ?? "others";
    sums[part] = (sums[part] ?? 0) + (endTime - startTime) / 1_000;
  }
  const parts = Object.fromEntries(
    Object.entries(sums).map(([part, seconds]) => [part, inMinutes(seconds)]),
  );
  return { steps, parts };
}

/**
 * What took longer than it may, a line each; a step that has no budget is one of them.
 * @param {Record<string, number>} steps minutes by name
 */
export function listOverruns(steps) {
  const overruns = Object.entries(steps).flatMap(([name, minutes]) => {
    const most = STEPS.find((step) => step.name === name)?.most;
    if (most === undefined)
      return [`${name} has no budget: give it one in scripts/time-budget.mjs`];
    return minutes > most ? [`${name} took ${minutes} minutes of ${most}`] : [];
  });
  const whole = sum(steps);
  if (whole > WHOLE_RUN.most)
    overruns.push(`the whole run took ${whole} minutes of ${WHOLE_RUN.most}`);
  return overruns;
}

/** @param {Record<string, number>} steps */
export function sum(steps) {
  return inMinutes(60 * Object.values(steps).reduce((total, minutes) => total + minutes, 0));
}

/** @param {number} seconds */
function inMinutes(seconds) {
  return Math.round(seconds / 6) / 10;
}

/**
 * @param {string} report
 * @returns {{ name: string, startTime: number, endTime: number }[]}
 */
function readFiles(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).testResults : [];
}

if (process.argv[1] === import.meta.filename) {
  const minutes = readMinutes(process.argv[2] ?? "artefacts/ci");
  const whole = sum(minutes.steps);
  const told = Object.entries(minutes.steps).map(([name, spent]) => `${name} ${spent}`);
  console.log(`minutes: ${[...told, `all ${whole}`].join(", ")}`);
  const kept = resolve(import.meta.dirname, "../artefacts/reliability/minutes/ci.json");
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, `${JSON.stringify(minutes, undefined, 2)}\n`);
  if (whole > WHOLE_RUN.warned)
    console.warn(`warning: the whole run took ${whole} minutes; more than ${WHOLE_RUN.most} fail`);
  const overruns = listOverruns(minutes.steps);
  for (const overrun of overruns) console.error(`over the time budget: ${overrun}`);
  process.exitCode = overruns.length === 0 ? 0 : 1;
}

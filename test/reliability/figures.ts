import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, type RunnerTask, type RunnerTestFile } from "vitest";
import { projectRoot } from "../house/source-files.js";

/** What a suite tried, and how often. */
export interface SuiteFigures {
  /** Names the file: kebab-case. A suite in several files adds `.1`, `.2` …; their figures are added up. */
  readonly suite: string;
  /** The promise, with the ids of its rules. */
  readonly promise: string;
  readonly tried: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** Where suites leave their figures unless `FIGURES_FOLDER` says otherwise; what is kept of them is in `docs/reliability`. */
export const FIGURES_FOLDER = "artefacts/reliability";

/**
 * Writes down what a suite has tried. To be called when everything held: figures of a run that failed are of no use.
 * `part` tells the files of one suite apart.
 */
export function writeFigures(figures: SuiteFigures, part?: number): void {
  const folder = join(projectRoot, process.env.FIGURES_FOLDER ?? FIGURES_FOLDER);
  mkdirSync(folder, { recursive: true });
  const name = part === undefined ? figures.suite : `${figures.suite}.${part}`;
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
}

/**
 * Writes down what the tests of this file have tried, once all of them have run and passed: a run that failed, or was
 * narrowed to some of them, leaves what was written before.
 */
export function writeFiguresOfAll(figures: SuiteFigures): void {
  let file: RunnerTestFile | undefined;
  afterEach(({ task }) => {
    file = task.file;
  });
  afterAll(() => {
    if (file?.tasks.every(hasPassed)) writeFigures(figures);
  });
}

function hasPassed(task: RunnerTask): boolean {
  return task.type === "suite" ? task.tasks.every(hasPassed) : task.result?.state === "pass";
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../house/source-files.js";

/** What a suite says of a promise of the product: how it was tried, and in figures. */
export interface Reliability {
  readonly promise: string;
  readonly tried: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** Leaves `artefacts/reliability/<suite>.json`, from which docs/reliability.md is made. */
export function writeReliability(suite: string, found: Reliability): void {
  const folder = join(projectRoot, "artefacts/reliability");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${suite}.json`),
    `${JSON.stringify({ suite, ...found }, undefined, 2)}\n`,
  );
}

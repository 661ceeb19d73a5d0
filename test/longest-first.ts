import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take minutes, in the order in which they begin: what waits for processes or a pace beside what computes,
 * so that the cores have work all the time, and nothing long is left for the end. Files of random stories are the shortest to
 * read and the longest to run: by size alone they would all be last.
 */
const LONGEST: readonly string[] = [
  "properties/interleavings-1",
  "crash/crash-matrix",
  "properties/interleavings-2",
  "crash/killed-under-load",
  "entra/burst",
  "crash/broken-machine",
  "properties/interleavings-3",
  "properties/interleavings-4",
  "crash/nodes-killed",
  "crash/rolling-deploy",
  "crash/power-cuts",
  "model/model-check",
  "model/model-walks",
  "properties/mutants",
  "story/random-faults",
  "audit/stored-mutations",
  "audit/export-mutations",
  "model/model-mutants",
  "fuzz/",
];

/** Begins with the files that are known to take long; the others as vitest sorts them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => placeOf(a.moduleId) - placeOf(b.moduleId));
  }
}

/** The place of a file in the order, after all others where it is not among the longest. */
function placeOf(path: string): number {
  const place = LONGEST.findIndex((name) => path.includes(`/test/${name}`));
  return place < 0 ? LONGEST.length : place;
}

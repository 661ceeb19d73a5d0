import { writeFigures } from "../reliability/figures.js";

/** Cases of all suites together; each has its share. */
const CASES = Number(process.env.FUZZ_CASES ?? 100_000);

/** FUZZ_SEED repeats a run; a failure names it, and the path to the smallest case. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

/** Tests of long runs wait as long as they need. Milliseconds. */
export const PATIENCE = 1_800_000;

/** A suite's part of a hundred. The dear ones have small shares; all add up to a little more than 100. */
export const SHARES = {
  commands: 47,
  "http-bodies": 24,
  records: 15,
  "tenant-files": 4,
  "http-requests": 3,
  activities: 3,
  clicks: 3,
  "stored-files": 2,
} as const;

export type Suite = keyof typeof SHARES;

export interface FuzzOptions {
  readonly numRuns: number;
  readonly seed: number;
  /** What has a memory cannot be cut down to the smallest case: there the first that failed is told. */
  readonly endOnFailure: boolean;
}

const WITH_MEMORY: readonly Suite[] = ["activities", "clicks"];

/** What fast-check is asked for: how many cases, from which seed. A failure is told with both. */
export function fuzzOptions(suite: Suite): FuzzOptions {
  return {
    numRuns: Math.ceil((CASES * SHARES[suite]) / 100),
    seed: SEED,
    endOnFailure: WITH_MEMORY.includes(suite),
  };
}

/** Counts the cases of a suite and leaves the figures when all of them held. */
export class FuzzRun {
  #cases = 0;

  constructor(
    readonly suite: Suite,
    readonly tried: string,
  ) {}

  count(): void {
    this.#cases += 1;
  }

  finish(extra: Readonly<Record<string, number>> = {}): void {
    const promise =
      "S, S2: no input crashes the bot, is answered 5xx without cause, or changes what its sender may not";
    const figures = { cases: this.#cases, seed: SEED, ...extra };
    writeFigures({ suite: `fuzz-${this.suite}`, promise, tried: this.tried, figures });
  }
}

/** Nothing that came in has reached the prototype of every object. */
export function checkPrototypes(): void {
  const added = Object.keys(Object.prototype);
  if (added.length > 0) throw new Error(`Object.prototype has ${added.join()}`);
  if (Reflect.get({}, "polluted") !== undefined) throw new Error("a prototype was polluted");
}

import type fc from "fast-check";
import { writeFigures } from "../reliability/figures.js";

/** Cases of all suites together; each has its share. */
const CASES = Number(process.env.FUZZ_CASES ?? 100_000);

/** FUZZ_SEED repeats a run; a failure names it, and the path to the smallest case. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

/** Tests of long runs wait as long as they need. Milliseconds. */
export const PATIENCE = 1_800_000;

/** A suite's part of a hundred. They add up to a little more than 100, so that the sum is never missed. */
export const SHARES = {
  commands: 32,
  "http-bodies": 20,
  "http-requests": 8,
  "tenant-files": 12,
  "stored-files": 4,
  records: 8,
  activities: 8,
  clicks: 9,
} as const;

export type Suite = keyof typeof SHARES;

export interface FuzzOptions {
  readonly numRuns: number;
  readonly seed: number;
}

/** What fast-check is asked for: how many cases, from which seed. A failure is cut down and told with both. */
export function fuzzOptions(suite: Suite): FuzzOptions {
  return { numRuns: Math.ceil((CASES * SHARES[suite]) / 100), seed: SEED };
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
      "No input crashes the bot, is answered 5xx without cause, or changes what its sender may not";
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

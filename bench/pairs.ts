import { type LoadResult, postTimed, rateOf, sumUp, type Timed } from "./load.js";

/** Turns of a block: many enough for a steady rate, few enough that a machine that changes its speed meets both sides. */
export const BLOCK = 750;

/** One of two bots, and what is posted to it. */
export interface Side {
  readonly port: number;
  readonly bodies: readonly string[];
  readonly isRight: (body: string) => boolean;
}

export interface Pairs {
  readonly measured: LoadResult;
  readonly baseline: LoadResult;
  /** Of the rates of each pair of blocks. */
  readonly ratios: readonly number[];
}

/**
 * Lets two bots that run beside each other take turns, block by block, each alone while its block runs.
 *
 * @param beside runs along with each block of the measured bot
 * @param settle is awaited after each block of the measured bot
 */
export async function measureInPairs(
  measured: Side,
  baseline: Side,
  beside: (block: Promise<unknown>) => Promise<void>,
  settle: () => Promise<void>,
): Promise<Pairs> {
  const parts: Timed[] = [];
  const baselineParts: Timed[] = [];
  const ratios: number[] = [];
  for (let from = 0; from < measured.bodies.length; from += BLOCK) {
    const other = await postTimed(baseline.port, baseline.bodies.slice(0, BLOCK), baseline.isRight);
    const block = postTimed(
      measured.port,
      measured.bodies.slice(from, from + BLOCK),
      measured.isRight,
    );
    await beside(block);
    const own = await block;
    await settle();
    parts.push(own);
    baselineParts.push(other);
    ratios.push(rateOf(own) / rateOf(other));
  }
  return { measured: sumUp(parts), baseline: sumUp(baselineParts), ratios };
}

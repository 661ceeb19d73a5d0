import { expect } from "vitest";
import { describeFailure, findFailure } from "./find-failure.js";
import { product } from "./product.js";

/** The runs are split over this many files, so that a machine with several cores runs them side by side. */
const SHARDS = 4;
/** 20,000 where the whole project is proved, fewer at a desk. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? (process.env.CI ? 20_000 : 800));
/** The first seed. A failure names the seed that makes it again. */
const FIRST = Number(process.env.PROPERTY_SEED ?? 1);

export const SHARD_PATIENCE = 3_000_000;

/** Plays this shard's share of the random stories; each has its own seed. */
export async function playShard(shard: number): Promise<void> {
  const runs = Math.ceil(RUNS / SHARDS);
  const started = Date.now();
  const failure = await findFailure(product, FIRST + shard * runs, runs);
  console.info(`${runs} random stories in ${Math.round((Date.now() - started) / 1_000)} s`);
  expect(failure && describeFailure(failure)).toBeUndefined();
}

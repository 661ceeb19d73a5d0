import type { Product } from "./product.js";
import { type RunFailure, runWorld, USUAL, type Weights } from "./run-world.js";

/** The first seed, counting up, that breaks a rule within `runs` runs, with its story cut down to what matters. */
export async function findFailure(
  product: Product,
  firstSeed: number,
  runs: number,
  weights = USUAL,
): Promise<RunFailure | undefined> {
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const failure = await runWorld(product, seed, undefined, weights);
    if (failure) return shorten(product, failure, weights);
  }
  return undefined;
}

/** Leaves out every step without which the run still breaks the same rule. */
async function shorten(
  product: Product,
  failure: RunFailure,
  weights: Weights,
): Promise<RunFailure> {
  const leftOut = new Set<number>();
  let shortest = failure;
  for (let step = 0; step < failure.taken; step += 1) {
    const without = await runWorld(product, failure.seed, new Set([...leftOut, step]), weights);
    if (!without || ruleOf(without) !== ruleOf(failure)) continue;
    leftOut.add(step);
    shortest = without;
  }
  return shortest;
}

/** The id at the beginning of the message. */
export function ruleOf({ error }: RunFailure): string {
  return error.message.split(":")[0] ?? "";
}

/** What a person needs to see why, and to run it again. */
export function describeFailure(
  { seed, error, story }: RunFailure,
  test: "PROPERTY" | "POWER_CUT" = "PROPERTY",
): string {
  return [
    `Seed ${seed} breaks a rule. Run it again with ${test}_SEED=${seed} ${test}_RUNS=1.`,
    ...story.map((line) => `  ${line}`),
    error.stack ?? error.message,
  ].join("\n");
}

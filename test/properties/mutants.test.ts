import { afterAll, expect, it } from "vitest";
import { writeFigures } from "../reliability/figures.js";
import { describeFailure, findFailure, ruleOf } from "./find-failure.js";
import { MUTANTS } from "./mutants.js";
import { mutateProduct } from "./mutated-product.js";

/** Most runs that a fault may need to be found. */
const MOST_RUNS = 1_000;
const PATIENCE = 600_000;

let found = 0;

it.each(MUTANTS)(
  "S, L the properties find: $name",
  async (mutant) => {
    const failure = await findFailure(await mutateProduct(mutant), 1, MOST_RUNS);
    if (!failure) throw new Error(`Nothing was found in ${MOST_RUNS} runs.`);
    expect(mutant.breaks, describeFailure(failure)).toContain(ruleOf(failure));
    found += 1;
    console.info(`${mutant.name}: seed ${failure.seed}, ${failure.error.message}`);
  },
  PATIENCE,
);

it(
  "S, L the copy that mutants are made from breaks nothing by itself",
  async () => {
    const copy = await mutateProduct({ name: "no mutant", breaks: [], patches: [] });
    const failure = await findFailure(copy, 1, 100);
    if (failure) expect.fail(describeFailure(failure));
  },
  PATIENCE,
);

afterAll(() => {
  if (found < MUTANTS.length) return;
  writeFigures({
    suite: "planted-faults",
    promise: "S, L: a fault that breaks a rule is found by the random stories",
    tried: "one copy of the product for each fault that somebody could make",
    figures: { "faults planted": MUTANTS.length, "faults found": found },
  });
});

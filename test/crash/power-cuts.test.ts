import { expect, it } from "vitest";
import { describeFailure, findFailure, ruleOf } from "../properties/find-failure.js";
import type { Mutant } from "../properties/mutants.js";
import { mutateProduct } from "../properties/mutated-product.js";
import { type Product, product } from "../properties/product.js";
import { DEADLY } from "../properties/run-world.js";
import { writeFigures } from "../reliability/figures.js";

const RUNS = Number(process.env.POWER_CUT_RUNS ?? (process.env.CI ? 1_000 : 100));
const SEED = Number(process.env.POWER_CUT_SEED ?? 1);
const PATIENCE = 900_000;

it(
  "S L I2 D1 T4 N2 U1 nothing acknowledged is lost and nothing happens twice, wherever the power is cut and whatever survives unsynced",
  async () => {
    let starts = 0;
    const counted: Product = {
      ...product,
      openEmbeddedStore: (options) => {
        starts += 1;
        return product.openEmbeddedStore(options);
      },
    };
    const failure = await findFailure(counted, SEED, RUNS, DEADLY);
    if (failure) expect.fail(describeFailure(failure, "POWER_CUT"));
    console.info(`${RUNS} runs from seed ${SEED} with ${starts} starts: every rule held`);
    expect(starts).toBeGreaterThan(3 * RUNS);
    writeFigures({
      suite: RUNS > 1_000 ? "power-cuts-long" : "power-cuts",
      promise: "S, L, N2, U1: nothing acknowledged is lost when the power is cut",
      tried:
        "a disk that forgets what was not synced, cut at random writes, all rules after each start",
      figures: { "stories, one seed each": RUNS, "starts after a cut or a stop": starts },
    });
  },
  PATIENCE,
);

const LOST = ["S", "I2", "N2", "U1"];
const FORGETFUL: readonly Mutant[] = [
  {
    name: "no sync of the journal",
    breaks: LOST,
    patches: [
      {
        file: "store/lowdb/journal.ts",
        find: "await segment.file.sync().catch((cause: unknown) => this.#giveUp(segment, cause));",
        replace: "",
      },
    ],
  },
  {
    name: "segment removed before its files are written",
    breaks: LOST,
    patches: [
      {
        file: "store/lowdb/journal-checkpoint.ts",
        find: "    const all = [...paths];",
        replace: `    await removeSegment(this.#parts.disk, this.#parts.folder, path);
    const all = [...paths];`,
      },
    ],
  },
];

it.each(FORGETFUL)(
  "S $name is found by the power cuts",
  async (mutant) => {
    const failure = await findFailure(await mutateProduct(mutant), 1, 200, DEADLY);
    if (!failure) throw new Error("Nothing was found in 200 runs.");
    console.info(`${mutant.name}: seed ${failure.seed}, ${failure.error.message}`);
    const isRefused = failure.error.name === "StartRefusedError";
    if (!isRefused)
      expect(mutant.breaks, describeFailure(failure, "POWER_CUT")).toContain(ruleOf(failure));
  },
  PATIENCE,
);

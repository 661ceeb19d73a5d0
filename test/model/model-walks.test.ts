import { expect, it } from "vitest";
import { MUTANTS } from "../properties/mutants.js";
import { mutateProduct } from "../properties/mutated-product.js";
import { product } from "../properties/product.js";
import { RuleBrokenError } from "../properties/rule-broken.js";
import { writeFigures } from "../reliability/figures.js";
import { EVERYTHING } from "./scenario.js";
import { describeWalk, walk } from "./walk.js";

const USUAL = 10_000;
/** 10,000 where the whole project is proved, fewer at a desk. */
const WALKS = Number(process.env.MODEL_WALKS ?? (process.env.CI ? USUAL : 1_000));
const FIRST_SEED = Number(process.env.MODEL_SEED ?? 1);
const PATIENCE_PER_WALK = 100;

it(
  `S L D1 D2 D3 D5 D6 D8 T1 T2 T3 T5 N1 N2 N3 V1 U1 hold in every state of ${WALKS} orders in which everything goes wrong`,
  async () => {
    const walked = await walk(product, EVERYTHING, { firstSeed: FIRST_SEED, walks: WALKS });
    if (walked.failure) expect.fail(describeWalk(walked));
    if (WALKS < 500) return;
    // Walks that are mostly alike, or never get to what matters, would prove little.
    expect(walked.orders).toBeGreaterThan(0.9 * WALKS);
    for (const [what, count] of Object.entries(walked.reached))
      expect(count, what).toBeGreaterThan(WALKS / 100);
    if (WALKS < USUAL) return;
    const figures = {
      suite: WALKS > USUAL ? "model-walks-long" : "model-walks",
      promise: "S, L, D1, D5, D6, N2: every rule below, while everything goes wrong at once",
      tried:
        "orders of moves chosen by seed, each from the first state to an end, with the real code and a model of the store",
      figures: {
        walks: WALKS,
        "unlike every other one of their run": walked.orders,
        moves: walked.moves,
        ...walked.reached,
        "runs of the real code": walked.runs,
      },
    };
    // Long ones are made in several runs, each with seeds of its own, which are added up.
    writeFigures(figures, WALKS > USUAL ? FIRST_SEED : undefined);
  },
  60_000 + WALKS * PATIENCE_PER_WALK,
);

const PATIENCE = 120_000;

it(
  "S N2 the walks find a store without compare-and-swap",
  async () => {
    const bounds = { firstSeed: 1, walks: 2_000, hasCompareAndSwap: false };
    const { failure } = await walk(product, EVERYTHING, bounds);
    expect(failure?.error).toBeInstanceOf(RuleBrokenError);
    expect(failure?.story.length).toBeGreaterThan(1);
  },
  PATIENCE,
);

it.each([
  ["no deadline check", "D5"],
  ["redelivery settles the next stage", "D6"],
])(
  "S the walks find: %s",
  async (name, rule) => {
    const mutant = MUTANTS.find((known) => known.name === name);
    if (!mutant) throw new Error(`no mutant is called ${name}`);
    const mutated = await mutateProduct({ ...mutant, name: `${name} in the walks` });
    const { failure } = await walk(mutated, EVERYTHING, { firstSeed: 1, walks: 5_000 });
    expect(failure?.error).toMatchObject({ rule });
  },
  PATIENCE,
);

import { expect, it } from "vitest";
import { product } from "../properties/product.js";
import { RuleBrokenError } from "../properties/rule-broken.js";
import { writeFigures } from "../reliability/figures.js";
import { INVARIANTS } from "./checks.js";
import { EVERYTHING } from "./scenario.js";
import { describeWalk, walk } from "./walk.js";

/** 20,000 where the whole project is proved, fewer at a desk. */
const WALKS = Number(process.env.MODEL_WALKS ?? (process.env.CI ? 20_000 : 2_000));
const FIRST_SEED = Number(process.env.MODEL_SEED ?? 1);
const PATIENCE_PER_WALK = 100;

it(
  `S L D1 D2 D3 D5 D6 D8 T1 T2 T3 T5 N1 N2 N3 V1 U1 hold in every state of ${WALKS} orders in which everything goes wrong`,
  async () => {
    const walked = await walk(product, EVERYTHING, { firstSeed: FIRST_SEED, walks: WALKS });
    if (walked.failure) expect.fail(describeWalk(walked));
    // Walks that are mostly alike would prove little.
    expect(walked.orders).toBeGreaterThan(0.8 * WALKS);
    writeFigures({
      suite: WALKS > 20_000 ? "model-walks-long" : "model-walks",
      promise: "S, L, D1, D5, D6, N2: every rule below, while everything goes wrong at once",
      tried:
        "orders of moves chosen by seed, each from the first state to an end, with the real code and a model of the store",
      figures: {
        walks: WALKS,
        "different orders of moves": walked.orders,
        moves: walked.moves,
        "most moves of one": walked.longest,
        "runs of the real code": walked.runs,
        "invariants in every state": INVARIANTS.length,
      },
    });
  },
  60_000 + WALKS * PATIENCE_PER_WALK,
);

it("S N2 the walks find a store without compare-and-swap", async () => {
  const bounds = { firstSeed: 1, walks: 2_000, hasCompareAndSwap: false };
  const { failure } = await walk(product, EVERYTHING, bounds);
  expect(failure?.error).toBeInstanceOf(RuleBrokenError);
  expect(failure?.story.length).toBeGreaterThan(1);
}, 60_000);

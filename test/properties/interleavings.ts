import { expect, it } from "vitest";
import { writeFigures } from "../reliability/figures.js";
import { describeFailure, findFailure } from "./find-failure.js";
import { product } from "./product.js";

/** Test files that share the runs, so that they use every processor. */
const SHARES = 4;
/** 20,000 where the whole project is proved, fewer at a desk. */
const DEFAULT_RUNS = process.env.CI ? 20_000 : 800;
/** Longer runs than the usual ones take their time; a run that hangs is still noticed. */
const PATIENCE_PER_RUN = 1_000;

/**
 * One share of the runs. `PROPERTY_RUNS` is how many all shares make together (20,000 in CI, 800 elsewhere), `PROPERTY_SEED` the
 * first seed (1 unless said). A run is its seed: a failure names the one that brings it back.
 */
export function runShare(share: number): void {
  const all = Number(process.env.PROPERTY_RUNS ?? DEFAULT_RUNS);
  const size = Math.ceil(all / SHARES);
  const runs = Math.max(0, Math.min(size, all - share * size));
  const first = Number(process.env.PROPERTY_SEED ?? 1) + share * size;
  it(
    `S L I2 I3 P1 P2 A1 A2 A3 A5 A6 D1 D2 D3 D4 D5 D6 D7 D8 D9 T1 T2 T3 T4 T5 T6 F1 N1 N2 N3 V1 V4 U1 hold after every step of ${runs} interleavings from seed ${first}`,
    async () => {
      const began = performance.now();
      const failure = await findFailure(product, first, runs);
      if (failure) expect.fail(describeFailure(failure));
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      console.info(`${runs} runs from seed ${first} in ${seconds} s: every rule held`);
      const figures = {
        suite: all > 20_000 ? "interleavings-long" : "interleavings",
        promise:
          "S, L, D1, D6, N2, U1: nothing is lost or done twice, in whatever order it happens",
        tried: "random stories of use cases, store and sender, all rules after every step, by seed",
        figures: { "interleavings, one seed each": runs },
      };
      writeFigures(figures, share + 1);
    },
    30_000 + runs * PATIENCE_PER_RUN,
  );
}

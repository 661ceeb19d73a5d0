import { expect, it } from "vitest";
import { describeFailure, findFailure } from "./find-failure.js";
import { product } from "./product.js";

it("S, L hold", async () => {
  const runs = Number(process.env.PROPERTY_RUNS ?? 20);
  const first = Number(process.env.PROPERTY_SEED ?? 1);
  const started = Date.now();
  const failure = await findFailure(product, first, runs);
  console.info(`${runs} runs in ${Date.now() - started} ms`);
  expect(failure && describeFailure(failure)).toBeUndefined();
}, 3_600_000);

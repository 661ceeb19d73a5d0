import { afterAll, expect, it } from "vitest";
import { product } from "../properties/product.js";
import { writeFigures } from "../reliability/figures.js";
import { INVARIANTS } from "./checks.js";
import { describeExploration, type Explored, explore } from "./explore.js";
import { LARGER_SCENARIOS, SCENARIOS, type Scenario, SMALLER_SCENARIOS } from "./scenario.js";

/** `MODEL_SIZE=larger` takes the wider bounds, `smaller` the narrower. */
const SIZES: Readonly<Record<string, readonly Scenario[]>> = {
  smaller: SMALLER_SCENARIOS,
  larger: LARGER_SCENARIOS,
};
const size = process.env.MODEL_SIZE ?? "";
const scenarios = SIZES[size] ?? SCENARIOS;
const isLarger = size === "larger";
const PATIENCE = isLarger ? 3 * 3_600_000 : 900_000;

const explored: Explored[] = [];

it.each(scenarios)(
  "S L D1 D2 D3 D5 D6 D8 T1 T2 T3 T5 N1 N2 N3 V1 U1 hold in every state: $name",
  async (scenario) => {
    const result = await explore(product, scenario);
    if (result.failure) expect.fail(describeExploration(result));
    // A model in which little can happen proves little.
    expect(result.states).toBeGreaterThan(1_000);
    expect(result.ends).toBeGreaterThan(10);
    explored.push(result);
    const { states, transitions, orders } = result;
    const told = orders.toPrecision(3);
    console.info(`${scenario.name}: ${states} states, ${transitions} moves, ${told} orders`);
  },
  PATIENCE,
);

afterAll(() => {
  if (explored.length < scenarios.length) return;
  const sum = (figure: "states" | "transitions" | "values" | "ends" | "orders" | "runs"): number =>
    explored.reduce((total, result) => total + result[figure], 0);
  writeFigures({
    suite: scenarios === SCENARIOS ? "model-check" : `model-check-${size}`,
    promise: "S, L, D1, D5, D6, N2: every rule below, in every order of what two nodes do",
    tried: "every reachable state within the bounds, with the real code and a model of the store",
    figures: {
      scenarios: scenarios.length,
      states: sum("states"),
      moves: sum("transitions"),
      "different orders of moves": Number(sum("orders").toPrecision(3)),
      "values of the request": sum("values"),
      "ends reached": sum("ends"),
      "runs of the real code": sum("runs"),
      "invariants in every state": INVARIANTS.length,
    },
  });
});

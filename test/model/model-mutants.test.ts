import { expect, it } from "vitest";
import { MUTANTS } from "../properties/mutants.js";
import { mutateProduct } from "../properties/mutated-product.js";
import { product } from "../properties/product.js";
import { RuleBrokenError } from "../properties/rule-broken.js";
import { describeExploration, type Explored, explore } from "./explore.js";
import { SCENARIOS, type Scenario } from "./scenario.js";

const PATIENCE = 600_000;

it(
  "S N2 the model check finds a store without compare-and-swap",
  async () => {
    const result = await explore(product, scenarioWith("cross purposes"), {
      hasCompareAndSwap: false,
    });
    expect(ruleOf(result), describeExploration(result)).toBe("S");
  },
  PATIENCE,
);

it.each([
  ["no deadline check", "cross purposes", "D5"],
  ["no requester check", "requestor tries", "S"],
  ["redelivery settles the next stage", "clicks of a first stage", "D6"],
])(
  "S the model check finds: %s",
  async (name, scenario, rule) => {
    const mutant = MUTANTS.find((known) => known.name === name);
    if (!mutant) throw new Error(`no mutant is called ${name}`);
    const mutated = await mutateProduct({ ...mutant, name: `${name} in the model` });
    const result = await explore(mutated, scenarioWith(scenario));
    expect(ruleOf(result), describeExploration(result)).toBe(rule);
  },
  PATIENCE,
);

it.each([
  [
    "a send that did not work counts as delivered",
    "    return { ...unsent, notBefore: now + retryPause(notice, outcome, notice.attempts - 1) };",
    '    return { ...unsent, state: "delivered", notBefore: now + 1 };',
    "N2",
  ],
  [
    "a send of unknown outcome counts as failed",
    '  if (outcome.kind === "unknown") return { ...notice, failure: outcome.reason.slice(0, 300) };',
    "",
    "D6",
  ],
])(
  "N2 the model check finds: %s",
  async (name, find, replace, rule) => {
    const patches = [{ file: "approval/delivery.ts", find, replace }];
    const mutated = await mutateProduct({ name, breaks: [rule], patches });
    const result = await explore(mutated, scenarioWith("a send fails"));
    expect(ruleOf(result), describeExploration(result)).toBe(rule);
  },
  PATIENCE,
);

function scenarioWith(words: string): Scenario {
  const found = SCENARIOS.find(({ name }) => name.includes(words));
  if (!found) throw new Error(`no scenario about ${words}`);
  return found;
}

function ruleOf({ failure }: Explored): string | undefined {
  return failure?.error instanceof RuleBrokenError ? failure.error.rule : undefined;
}

import { hash } from "node:crypto";
import { Choices } from "../properties/choices.js";
import type { Product } from "../properties/product.js";
import { demand } from "../properties/rule-broken.js";
import { checkEnd } from "./checks.js";
import { isStill, tellMove } from "./explore.js";
import { type Move, movesOf } from "./moves.js";
import type { Scenario } from "./scenario.js";
import { firstValue } from "./small-world.js";
import { firstState, keyOf, type State } from "./state.js";
import { takeMove, type World } from "./take-move.js";
import { Values } from "./values.js";

/** Values are forgotten and worked out anew after so many, which bounds the memory of a long walk. */
const MOST_VALUES = 50_000;

export interface Walked {
  /** Orders of moves, from the first state until nothing can happen any more, no two alike. */
  readonly orders: number;
  readonly moves: number;
  readonly longest: number;
  /** Runs of the real code. */
  readonly runs: number;
  readonly failure?: {
    readonly error: Error;
    readonly seed: number;
    readonly story: readonly string[];
  };
}

export interface WalkBounds {
  readonly hasCompareAndSwap?: boolean;
  readonly firstSeed: number;
  readonly walks: number;
}

/**
 * Goes from the first state to an end by moves that a seed chooses, as often as `walks` says, and checks the rules in each
 * state on the way: for bounds that are too wide for `explore`. Stops at the first seed that breaks a rule.
 */
export async function walk(
  product: Product,
  scenario: Scenario,
  { hasCompareAndSwap = true, firstSeed, walks }: WalkBounds,
): Promise<Walked> {
  const taken = new Set<string>();
  const figures = { moves: 0, longest: 0, runs: 0 };
  let values = new Values(product, scenario.level);
  for (let seed = firstSeed; seed < firstSeed + walks; seed += 1) {
    if (values.count > MOST_VALUES) {
      figures.runs += values.runs;
      values = new Values(product, scenario.level);
    }
    const path: Step[] = [];
    try {
      await walkOnce({ scenario, values, hasCompareAndSwap }, new Choices(seed), path);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const story = path.map(({ state, move }) => tellMove(values, state, move));
      const { moves, longest } = figures;
      return {
        orders: taken.size,
        moves,
        longest,
        runs: figures.runs + values.runs,
        failure: { error, seed, story },
      };
    }
    figures.moves += path.length;
    figures.longest = Math.max(figures.longest, path.length);
    taken.add(hash("sha256", path.map(({ choice }) => choice).join(), "base64"));
  }
  return { orders: taken.size, ...figures, runs: figures.runs + values.runs };
}

interface Step {
  readonly state: State;
  readonly move: Move;
  /** Place of the move among those that were possible: the same places, the same order of moves. */
  readonly choice: number;
}

async function walkOnce(world: World, choices: Choices, path: Step[]): Promise<void> {
  const { scenario, values } = world;
  let state = firstState(scenario, values.numberOf(firstValue(scenario)));
  const seen = new Set([keyOf(state)]);
  for (;;) {
    const moves = movesOf(scenario, state, values.at(state.value));
    const still = isStill({ state, moves }, values);
    if (still) checkEnd(values.at(state.value));
    const next = await anyMove(world, state, moves, choices, path);
    if (!next) {
      demand(still, "L", "something is due, and nothing that happens changes it");
      return;
    }
    const key = keyOf(next);
    demand(!seen.has(key), "L", "the same state comes back");
    seen.add(key);
    state = next;
  }
}

/** A move that changes something; undefined when none does. */
async function anyMove(
  world: World,
  state: State,
  moves: readonly Move[],
  choices: Choices,
  path: Step[],
): Promise<State | undefined> {
  const before = keyOf(state);
  const left = moves.map((move, choice) => ({ state, move, choice }));
  while (left.length > 0) {
    const [step] = left.splice(choices.below(left.length), 1);
    if (!step) break;
    path.push(step);
    const after = await takeMove(world, state, step.move);
    if (keyOf(after) !== before) return after;
    path.pop();
  }
  return undefined;
}

/** The moves that lead to where a rule is broken, and how to take them again. */
export function describeWalk({ failure, orders }: Walked): string {
  if (!failure) return `${orders} orders, and every rule holds in each`;
  const again = `Run it again with MODEL_SEED=${failure.seed} MODEL_WALKS=1.`;
  return [again, ...failure.story, failure.error.stack ?? failure.error.message].join("\n");
}

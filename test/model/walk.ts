import { hash } from "node:crypto";
import { type AccessRequest, openStage } from "../../src/approval/request.js";
import { Choices } from "../properties/choices.js";
import type { Product } from "../properties/product.js";
import { demand } from "../properties/rule-broken.js";
import { denialOf } from "../properties/rules/stage-deadline.js";
import { checkEnd } from "./checks.js";
import { isStill, tellMove } from "./explore.js";
import { type Move, movesOf } from "./moves.js";
import type { Scenario } from "./scenario.js";
import { firstValue } from "./small-world.js";
import { firstState, keyOf, type State } from "./state.js";
import { takeMove, type World } from "./take-move.js";
import { Values } from "./values.js";

/**
 * The chance that a request is withdrawn where something else could happen: it can be at every moment, and would else
 * mostly be before anybody has decided.
 */
const WITHDRAWN = 0.01;
/**
 * The chance that a message has to wait where something else could happen, one of these for each walk: else all of them
 * would mostly have arrived before the first deadline.
 */
const HELD_UP = [0, 0.5, 0.9, 0.98];
/** Values are forgotten and worked out anew after so many, which bounds the memory of a long walk. */
const MOST_VALUES = 200_000;

export interface Walked {
  /** Orders of moves, from the first state until nothing can happen any more, no two alike. */
  readonly orders: number;
  readonly moves: number;
  /** Runs of the real code. */
  readonly runs: number;
  /** In how many walks it happened. */
  readonly reached: Readonly<Record<Reached, number>>;
  readonly failure?: {
    readonly error: Error;
    readonly seed: number;
    readonly story: readonly string[];
  };
}

/** What a walk can have gone through. */
type Reached = keyof typeof REACHED;
const REACHED = {
  "ended as delivered": ({ request }: End) => request.state === "delivered",
  "ended as denied": ({ request }: End) => request.state === "denied",
  "ended as canceled": ({ request }: End) => request.state === "canceled",
  "a person decided": ({ request }: End) => request.stages.some((s) => s.outcome?.reviewedBy),
  "a deadline decided": ({ request }: End) =>
    request.stages.some((s) => s.outcome?.reason === "timedOut"),
  "a stage escalated": ({ request }: End) => request.stages.some((s) => s.escalatedAt),
  "somebody clicked when the deadline had passed": ({ path, values }: End) =>
    path.some((step) => isLateClick(values, step)),
  "a second stage opened": ({ request }: End) => request.stages[1]?.openedAt !== undefined,
  "a process died": ({ path }: End) => path.some(({ move }) => move.kind === "crash"),
  "a send failed": ({ path }: End) =>
    path.some(({ move }) => move.kind === "report" && move.fate !== "sent"),
  "a timer was late": ({ path }: End) =>
    path.some(({ move }) => move.kind === "time" && move.isBehind),
};

/** A walk at its end. */
interface End {
  readonly request: AccessRequest;
  readonly values: Values;
  readonly path: readonly Step[];
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
  const figures = { moves: 0, runs: 0 };
  const reached = Object.fromEntries(Object.keys(REACHED).map((name) => [name, 0]));
  let values = new Values(product, scenario.level);
  const soFar = () => ({
    ...{ orders: taken.size, ...figures, runs: figures.runs + values.runs },
    reached: reached as Record<Reached, number>,
  });
  for (let seed = firstSeed; seed < firstSeed + walks; seed += 1) {
    if (values.count > MOST_VALUES) {
      figures.runs += values.runs;
      values = new Values(product, scenario.level);
    }
    const path: Step[] = [];
    try {
      const world = { scenario, values, hasCompareAndSwap };
      const request = await walkOnce(world, new Choices(seed), path);
      for (const [name, isReached] of Object.entries(REACHED))
        if (isReached({ request, values, path })) reached[name] = (reached[name] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const story = path.map(({ state, move }) => tellMove(values, state, move));
      return { ...soFar(), failure: { error, seed, story } };
    }
    figures.moves += path.length;
    taken.add(hash("sha256", path.map(({ choice }) => choice).join(), "base64"));
  }
  return soFar();
}

interface Step {
  readonly state: State;
  readonly move: Move;
  /** Place of the move among those that were possible: the same places, the same order of moves. */
  readonly choice: number;
}

/** The request as it is in the end. */
async function walkOnce(world: World, choices: Choices, path: Step[]): Promise<AccessRequest> {
  const { scenario, values } = world;
  const heldUp = choices.pick(HELD_UP);
  let state = firstState(scenario, values.numberOf(firstValue(scenario)));
  const seen = new Set([keyOf(state)]);
  for (;;) {
    const moves = movesOf(scenario, state, values.at(state.value));
    const still = isStill({ state, moves }, values);
    if (still) checkEnd(values.at(state.value));
    const next = await anyMove(world, state, moves, { choices, heldUp }, path);
    if (!next) {
      demand(still, "L", "something is due, and nothing that happens changes it");
      return values.at(state.value);
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
  { choices, heldUp }: { readonly choices: Choices; readonly heldUp: number },
  path: Step[],
): Promise<State | undefined> {
  const before = keyOf(state);
  const left = moves.map((move, choice) => ({ state, move, choice }));
  while (left.length > 0) {
    const place = choices.below(left.length);
    const step = left[place];
    if (!step) break;
    if (isWithdrawal(step.move) && left.length > 1 && !choices.chance(WITHDRAWN)) continue;
    const isMessage = step.move.kind === "deliver";
    const areAll = left.every(({ move }) => move.kind === "deliver");
    if (isMessage && !areAll && choices.chance(heldUp)) continue;
    left.splice(place, 1);
    path.push(step);
    const after = await takeMove(world, state, step.move);
    if (keyOf(after) !== before) return after;
    path.pop();
  }
  return undefined;
}

/** Of somebody who might decide, while no process has seen yet that the stage is denied. */
function isLateClick(values: Values, { state, move }: Step): boolean {
  if (move.kind !== "deliver" || isWithdrawal(move)) return false;
  const open = openStage(values.at(state.value));
  const denial = open && denialOf(open.stage);
  return denial !== undefined && denial <= state.now;
}

function isWithdrawal(move: Move): boolean {
  return (
    move.kind === "deliver" && move.work.kind === "message" && move.work.message.kind === "cancel"
  );
}

/** The moves that lead to where a rule is broken, and how to take them again. */
export function describeWalk({ failure, orders }: Walked): string {
  if (!failure) return `${orders} orders, and every rule holds in each`;
  const again = `Run it again with MODEL_SEED=${failure.seed} MODEL_WALKS=1.`;
  return [again, ...failure.story, failure.error.stack ?? failure.error.message].join("\n");
}

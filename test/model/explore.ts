import { nextDueAt } from "../../src/approval/next-due.js";
import { nextSendAt } from "../../src/approval/notice.js";
import type { Product } from "../properties/product.js";
import { demand } from "../properties/rule-broken.js";
import { checkEnd } from "./checks.js";
import { type Move, movesOf } from "./moves.js";
import type { Scenario } from "./scenario.js";
import { firstValue } from "./small-world.js";
import { firstState, keyOf, type State } from "./state.js";
import { takeMove, type World } from "./take-move.js";
import { Values } from "./values.js";

/** What an exploration went through. */
export interface Explored {
  readonly states: number;
  readonly transitions: number;
  /** Different values of the request. */
  readonly values: number;
  /** States in which nothing more can happen. */
  readonly ends: number;
  /** Different orders of moves from the first state to an end; a move that changes nothing is none. */
  readonly orders: number;
  /** Runs of the real code. */
  readonly runs: number;
  readonly failure?: { readonly error: Error; readonly story: readonly string[] };
}

export interface Choices {
  readonly hasCompareAndSwap?: boolean;
  /** More states than this are an error: the bounds are too wide. */
  readonly mostStates?: number;
}

interface Frame {
  readonly key: string;
  readonly state: State;
  readonly moves: readonly Move[];
  next: number;
  /** Orders that lead on from here, as far as they are known. */
  orders: number;
}

/**
 * Visits every state that can be reached within the bounds, depth first, and checks the rules in each. Stops at the first
 * one that breaks a rule, with the moves that lead there.
 */
export async function explore(
  product: Product,
  scenario: Scenario,
  { hasCompareAndSwap = true, mostStates = 20_000_000 }: Choices = {},
): Promise<Explored> {
  const values = new Values(product, scenario.level);
  const world: World = { scenario, values, hasCompareAndSwap };
  /** Every state that was met, with the number of orders that lead on from it once all of them are known. */
  const seen = new Map<string, number>();
  const onPath = new Set<string>();
  const path: Frame[] = [];
  let transitions = 0;
  let ends = 0;
  let orders = 0;
  const enter = (key: string, state: State): void => {
    if (seen.size >= mostStates) throw new Error(`more than ${mostStates} states`);
    seen.set(key, 0);
    onPath.add(key);
    const moves = movesOf(scenario, state, values.at(state.value));
    path.push({ key, state, moves, next: 0, orders: 0 });
  };
  // No state comes back, so that the orders from a state are the sum of those from the states after it.
  const leave = ({ key, orders: found }: Frame): void => {
    const own = Math.max(found, 1);
    seen.set(key, own);
    onPath.delete(key);
    path.pop();
    const before = path.at(-1);
    if (before) before.orders += own;
    else orders = own;
  };
  const figures = () => ({
    states: seen.size,
    transitions,
    values: values.count,
    ends,
    orders,
    runs: values.runs,
  });
  try {
    const first = firstState(scenario, values.numberOf(firstValue(scenario)));
    enter(keyOf(first), first);
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const move = frame.moves[frame.next];
      if (!move) {
        if (isStill(frame, values)) {
          ends += 1;
          checkEnd(values.at(frame.state.value));
        } else
          demand(frame.orders > 0, "L", "something is due, and nothing that happens changes it");
        leave(frame);
        continue;
      }
      frame.next += 1;
      const state = await takeMove(world, frame.state, move);
      transitions += 1;
      const key = keyOf(state);
      // Firing twice is harmless: a move that changes nothing leads nowhere.
      if (key === frame.key) continue;
      demand(!onPath.has(key), "L", "the same state comes back");
      const known = seen.get(key);
      if (known === undefined) enter(key, state);
      else frame.orders += known;
    }
    return figures();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      ...figures(),
      failure: {
        error,
        story: path.map((frame) => tellMove(values, frame.state, frame.moves[frame.next - 1])),
      },
    };
  }
}

/** Nothing can happen any more but that somebody clicks once more. */
export function isStill({ state, moves }: Pick<Frame, "state" | "moves">, values: Values): boolean {
  const value = values.at(state.value);
  const isIdle = nextDueAt(value) === undefined && nextSendAt(value.notices) === undefined;
  const isWaiting = moves.every((move) => move.kind === "deliver" || move.kind === "crash");
  return moves.length === 0 || (isIdle && isWaiting && state.jobs.length === 0 && !state.flight);
}

/** A line of the story that a failure is told with: where the request stands, and the move. */
export function tellMove(values: Values, state: State, move: Move | undefined): string {
  const { state: name, stages } = values.at(state.value);
  const shown = stages.map((stage) => stage.outcome?.reviewResult ?? stage.status).join(", ");
  const told = JSON.stringify(move, (key, value) =>
    key === "message" ? `${value.by.displayName} ${value.kind} ${value.reviewResult}` : value,
  );
  return `+${state.now} ${name} (${shown}): ${told}`;
}

/** What was explored, and where it failed the moves that lead there. */
export function describeExploration({ failure, states }: Explored): string {
  if (!failure) return `${states} states, and every rule holds in each`;
  return [...failure.story, failure.error.stack ?? failure.error.message].join("\n");
}

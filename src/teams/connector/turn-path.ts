import type { TurnContext } from "botbuilder";

/** What the adapter calls for an activity that it has let in. */
export type TurnLogic = (turn: TurnContext) => Promise<void>;

const ids = new WeakMap<TurnLogic | TurnContext, string>();

/** The logic of one call: the adapter's own failures and the turn can be told to belong to it. */
export function beginPath(correlationId: string, logic: TurnLogic): TurnLogic {
  const path: TurnLogic = (turn) => {
    ids.set(turn, correlationId);
    return logic(turn);
  };
  ids.set(path, correlationId);
  return path;
}

/** The correlation id of the call that a turn, or the logic for it, belongs to; undefined when it has none. */
export function correlationOf(part: TurnLogic | TurnContext): string | undefined {
  return ids.get(part);
}

import type { Outage } from "../../approval/outage.js";
import type { ChatOutcome, PostOutcome } from "../connector/post-outcome.js";

/** Teams counts as out of reach when nothing has got through for this long, and is told so as often. Milliseconds. */
const SHORTEST_OUTAGE = 30_000;

/** Watches whether anybody can be reached at all, so that nobody is denied for an outage (Rule T6). */
export interface TeamsReach {
  saw(outcome: PostOutcome | ChatOutcome): void;
}

/** `lockedOut`: Teams is there, and does not let the bot in. */
export type OutageCause = "silent" | "lockedOut";

/**
 * @param record stores a span in which nothing got through. It is called again while that goes on, since the first time may
 *   have failed, and another outage may have ended this one in the store, and with its end. `isNews`: the first time, or the end
 */
export function watchTeams(
  now: () => number,
  record: (outage: Outage, cause: OutageCause, isNews: boolean) => void,
): TeamsReach {
  let failingSince: number | undefined;
  let recordedAt: number | undefined;
  let cause: OutageCause = "silent";
  return {
    saw(outcome) {
      // Any answer of Teams to a bot that it lets in, also a refusal, shows that it is there.
      if (doesNotGetThrough(outcome)) {
        if (failingSince === undefined) cause = "silent";
        if (outcome.kind === "lockedOut") cause = "lockedOut";
        failingSince ??= now();
        if (now() - (recordedAt ?? failingSince) >= SHORTEST_OUTAGE) {
          record({ from: failingSince }, cause, recordedAt === undefined);
          recordedAt = now();
        }
        return;
      }
      if (failingSince !== undefined && recordedAt !== undefined)
        record({ from: failingSince, to: now() }, cause, true);
      failingSince = undefined;
      recordedAt = undefined;
    },
  };
}

function doesNotGetThrough(outcome: PostOutcome | ChatOutcome): boolean {
  if (outcome.kind === "retry") return outcome.reason === "busy";
  return outcome.kind === "unknown" || outcome.kind === "lockedOut";
}

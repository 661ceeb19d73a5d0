import type { Outage } from "../../approval/outage.js";
import type { ChatOutcome, PostOutcome } from "../connector/post-outcome.js";

/** Teams counts as out of reach when nothing has got through for this long. Milliseconds. */
const SHORTEST_OUTAGE = 30_000;

/** Watches whether anybody can be reached at all, so that nobody is denied for an outage (Rule T6). */
export interface TeamsReach {
  saw(outcome: PostOutcome | ChatOutcome): void;
}

/** `lockedOut`: Teams is there, and does not let the bot in. */
export type OutageCause = "silent" | "lockedOut";

/** @param record stores a span in which nothing got through; called again with its end */
export function watchTeams(
  now: () => number,
  record: (outage: Outage, cause: OutageCause) => void,
): TeamsReach {
  let failingSince: number | undefined;
  let isRecorded = false;
  let cause: OutageCause = "silent";
  return {
    saw(outcome) {
      // Any answer of Teams to a bot that it lets in, also a refusal, shows that it is there.
      if (doesNotGetThrough(outcome)) {
        if (failingSince === undefined) cause = "silent";
        if (outcome.kind === "lockedOut") cause = "lockedOut";
        failingSince ??= now();
        if (!isRecorded && now() - failingSince >= SHORTEST_OUTAGE) {
          isRecorded = true;
          record({ from: failingSince }, cause);
        }
        return;
      }
      if (failingSince !== undefined && isRecorded)
        record({ from: failingSince, to: now() }, cause);
      failingSince = undefined;
      isRecorded = false;
    },
  };
}

function doesNotGetThrough(outcome: PostOutcome | ChatOutcome): boolean {
  if (outcome.kind === "retry") return outcome.reason === "busy";
  return outcome.kind === "unknown" || outcome.kind === "lockedOut";
}

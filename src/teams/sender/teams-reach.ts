import type { Outage } from "../../approval/outage.js";
import type { PostOutcome } from "../connector/post-outcome.js";

/** Teams counts as out of reach when nothing has got through for this long. Milliseconds. */
const SHORTEST_OUTAGE = 30_000;

/** Watches whether Teams can be reached at all, so that nobody is denied for an outage (Rule T6). */
export interface TeamsReach {
  saw(outcome: PostOutcome): void;
}

/** @param record stores a span in which nothing got through; called again with its end */
export function watchTeams(now: () => number, record: (outage: Outage) => void): TeamsReach {
  let failingSince: number | undefined;
  let isRecorded = false;
  return {
    saw(outcome) {
      // Any answer of Teams, also a refusal, shows that it is there.
      const isSilent =
        outcome.kind === "unknown" || (outcome.kind === "retry" && outcome.reason === "busy");
      if (isSilent) {
        failingSince ??= now();
        if (!isRecorded && now() - failingSince >= SHORTEST_OUTAGE) {
          isRecorded = true;
          record({ from: failingSince });
        }
        return;
      }
      if (failingSince !== undefined && isRecorded) record({ from: failingSince, to: now() });
      failingSince = undefined;
      isRecorded = false;
    },
  };
}

import type { Log } from "./log.js";

/** Lines that one actor may cause within a minute; further ones are counted only. */
export const LINES_PER_ACTOR = 5;

/** Actors that are told apart within a minute; the attempts of any more are counted together. */
export const MAX_ACTORS = 1_000;

const MINUTE = 60_000;

export interface RefusedAttempt {
  /** Object id of the person, or address of the caller. */
  readonly actor: string;
  /** Code of the refusal. */
  readonly reason: string;
  /** Where: a route, a command or a card's verb. */
  readonly where: string;
  /** What was asked for, by id. */
  readonly subject?: string;
  /** What the caller was told, who may ask about it. */
  readonly correlationId?: string;
}

/** Refused attempts are logged here and not in the audit trail, so that nobody can fill it (Rule U1). */
export interface SecurityLog {
  refusedAttempt(attempt: RefusedAttempt): void;
  /** Logs the counts that are still held back; for the end of the process. */
  flush(): void;
}

interface Tally {
  readonly since: number;
  lines: number;
  suppressed: number;
}

/**
 * At most 5 lines per actor and minute and 1,000 actors a minute; what is beyond that is counted and logged as one line
 * when its minute is over. `now` is in milliseconds.
 */
export function createSecurityLog(log: Log, now: () => number = Date.now): SecurityLog {
  const child = log.child({ channel: "security" });
  // In the order of `since`: a tally is never renewed in place.
  const tallies = new Map<string, Tally>();
  let others = 0;

  const dropTallies = (until: number) => {
    for (const [actor, tally] of tallies) {
      if (tally.since > until) break;
      tallies.delete(actor);
      if (tally.suppressed > 0) {
        child.warn({ actor, suppressed: tally.suppressed }, "further attempts refused");
      }
    }
    if (others > 0 && tallies.size < MAX_ACTORS) {
      child.warn({ suppressed: others }, "further attempts of other actors refused");
      others = 0;
    }
  };

  return {
    refusedAttempt(attempt) {
      const instant = now();
      dropTallies(instant - MINUTE);
      const actor = attempt.actor.slice(0, 100);
      let tally = tallies.get(actor);
      if (tally === undefined) {
        if (tallies.size >= MAX_ACTORS) {
          others += 1;
          return;
        }
        tally = { since: instant, lines: 0, suppressed: 0 };
        tallies.set(actor, tally);
      }
      if (tally.lines >= LINES_PER_ACTOR) {
        tally.suppressed += 1;
        return;
      }
      tally.lines += 1;
      // Both may come from whoever is refused: a kind of activity, a path.
      const where = attempt.where.slice(0, 200);
      child.warn({ ...attempt, actor, where }, "attempt refused");
    },
    flush: () => dropTallies(Number.POSITIVE_INFINITY),
  };
}

import type { Instant } from "./instant.js";
import type { Stage } from "./request.js";
import { denialDueAt, graceLength } from "./stage-clock.js";

/** A span in which the bot was down, or could reach nobody in Teams. `to` is absent while it lasts. */
export interface Outage {
  readonly from: Instant;
  readonly to?: Instant;
}

/**
 * The new automatic-denial instant of a stage that an outage kept from every one of its deciders (Rule T6): the outage
 * covered more than half of the time that was left when it began. Undefined when no grace is due: it was given
 * already, there is nobody to decide, or no outage was long enough. Who the deciders are may have become unknown to the
 * outage as well: a stage whose people were never read is kept from them too.
 */
export function graceAfterOutage(
  stage: Stage,
  outages: readonly Outage[],
  now: Instant,
): Instant | undefined {
  const due = denialDueAt(stage);
  const start = stage.clockStartedAt;
  const hasNobody =
    stage.isResolved && stage.primaryApprovers.length + stage.fallbackApprovers.length === 0;
  if (due === undefined || start === undefined || stage.graceUntil !== undefined || hasNobody) {
    return undefined;
  }
  const ends = outages
    .filter((outage) => isKeptFrom(start, due, outage, now))
    .map((outage) => (outage.to ?? now) + graceLength(stage));
  // Entra does not wait for a grace.
  const until = Math.min(Math.max(due, ...ends), stage.endsBy ?? Number.POSITIVE_INFINITY);
  return until > due ? until : undefined;
}

function isKeptFrom(start: Instant, due: Instant, outage: Outage, now: Instant): boolean {
  const from = Math.max(start, outage.from);
  const to = Math.min(due, outage.to ?? now);
  return (to - from) * 2 > due - from;
}

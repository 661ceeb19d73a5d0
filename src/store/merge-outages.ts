import { DAY, type Instant } from "../approval/instant.js";
import type { Outage } from "../approval/outage.js";

/** No stage is open longer than 14 days, so that an older outage touches no deadline (Rule T6). */
export const OUTAGES_KEPT = 15 * DAY;

/**
 * Adds an outage: spans that overlap or touch become one. An outage that lasts (without `to`) is ended by the next one
 * that has an end and is not before it.
 */
export function addOutage(
  known: readonly Outage[],
  added: Outage,
  now: Instant,
): readonly Outage[] {
  let merged = added;
  const others: Outage[] = [];
  for (const outage of known) {
    if (outage.from > endOf(merged) || merged.from > endOf(outage)) others.push(outage);
    else merged = join(outage, merged);
  }
  return dropOldOutages([...others, merged], now);
}

/** What still matters at `now`, oldest first. */
export function dropOldOutages(outages: readonly Outage[], now: Instant): readonly Outage[] {
  return outages
    .filter((outage) => endOf(outage) >= now - OUTAGES_KEPT)
    .sort((a, b) => a.from - b.from);
}

function join(known: Outage, added: Outage): Outage {
  const from = Math.min(known.from, added.from);
  if (added.to === undefined) return { from };
  // An end that is told now ends an outage that was said to last.
  return { from, to: known.to === undefined ? added.to : Math.max(known.to, added.to) };
}

function endOf(outage: Outage): Instant {
  return outage.to ?? Number.POSITIVE_INFINITY;
}

import type { ControlSettings } from "../approval/control-settings.js";
import { DAY } from "../approval/instant.js";
import { type Replay, ReplayTally } from "../approval/replay-settings.js";
import type { RiskSource } from "../approval/risk.js";
import type { Context } from "./context.js";
import { evidenceRights } from "./evidence-rights.js";
import { resolveRules } from "./resolve-rules.js";
import { walkSummaries } from "./walk-summaries.js";

/**
 * Periods are whole multiples of this for readers whose figures are coarse: of two that differ by one request, the step
 * between their figures would tell the level of that one (Rule V4).
 */
const COARSE_PERIOD = 30 * DAY;

export interface ReplayResult extends Replay {
  /** How far back it looked. Milliseconds. */
  readonly span: number;
  /** The reader may see this source's levels, or nothing depends on them: else figures are coarse (Rule V4). */
  readonly mayCountExactly: boolean;
  /** False when the directory did not say who is in the sets: `load`, `metNobody` and `withoutPrimary` mean nothing. */
  readonly isResolved: boolean;
}

/**
 * What settings would have meant for the requests that were submitted within a span (milliseconds) until now, without
 * the reader's own (Rule V4); a coarse reader's span is rounded up. Changes nothing, and gives way to clicks and timers as it goes.
 */
export async function replaySettings(
  context: Context,
  source: RiskSource,
  settings: ControlSettings,
  readerId: string,
  span: number,
): Promise<ReplayResult> {
  const [primary, fallback, rights] = await Promise.all([
    resolveRules(context, settings.primaryApprovers, ""),
    resolveRules(context, settings.fallbackApprovers, ""),
    evidenceRights(context, readerId),
  ]);
  const tally = new ReplayTally({
    source,
    settings,
    primaryApprovers: primary.candidates,
    fallbackApprovers: fallback.candidates,
  });
  // A review that is switched off takes away every stage that there was, which every administrator sees.
  const mayCountExactly = rights.has(source) || !settings.isApprovalRequired;
  const period = mayCountExactly ? span : Math.ceil(span / COARSE_PERIOD) * COARSE_PERIOD;
  const since = Math.max(0, context.store.now() - period);
  for await (const stride of walkSummaries(context, readerId, since)) {
    for (const summary of stride) tally.add(summary);
  }
  return {
    ...tally.figures(),
    span: period,
    mayCountExactly,
    isResolved: primary.isComplete && fallback.isComplete,
  };
}

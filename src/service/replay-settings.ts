import type { ControlSettings } from "../approval/control-settings.js";
import { type Replay, ReplayTally } from "../approval/replay-settings.js";
import type { RiskSource } from "../approval/risk.js";
import type { Context } from "./context.js";
import { evidenceRights } from "./evidence-rights.js";
import { resolveRules } from "./resolve-rules.js";
import { walkSummaries } from "./walk-summaries.js";

export interface ReplayResult extends Replay {
  /** The reader may see this source's levels, or nothing depends on them: else figures are coarse (Rule V4). */
  readonly mayCountExactly: boolean;
  /** False when the directory did not say who is in the sets: `load`, `metNobody` and `withoutPrimary` mean nothing. */
  readonly isResolved: boolean;
}

/**
 * What settings would have meant for the requests that were submitted within a span (milliseconds) until now, without
 * the reader's own (Rule V4). Changes nothing, and gives way to clicks and timers as it goes.
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
  const since = Math.max(0, context.store.now() - span);
  for await (const stride of walkSummaries(context, readerId, since)) {
    for (const summary of stride) tally.add(summary);
  }
  return {
    ...tally.figures(),
    // A review that is switched off takes away every stage that there was, which every administrator sees.
    mayCountExactly: rights.has(source) || !settings.isApprovalRequired,
    isResolved: primary.isComplete && fallback.isComplete,
  };
}

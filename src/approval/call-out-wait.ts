import { durationMs, formatDuration, type Instant, SECOND } from "./instant.js";
import { RESOLVE_PATIENCE, RESUME_RESERVE } from "./limits.js";
import type { AccessRequest, PolicyStage, Stage } from "./request.js";

/**
 * When the last stage of a call-out must have ended, so that Entra can be told before it stops waiting. Undefined for
 * a request that nothing waits for.
 */
export function latestEnd({ origin, submittedAt }: AccessRequest): Instant | undefined {
  const until = origin.callOut?.waitsUntil;
  if (until === undefined) return undefined;
  const wait = Math.max(0, until - submittedAt);
  return until - Math.min(RESUME_RESERVE, Math.floor(wait / 10));
}

/**
 * A stage of a call-out as it opens: where its deadlines and those of the stages after it do not fit into what is left of
 * Entra's wait, all of them are shortened in the same proportion, so that the fallback approvers keep their share.
 */
export function fitIntoWait(request: AccessRequest, index: number, now: Instant): Stage {
  const stage = request.stages[index] as Stage;
  const endsBy = latestEnd(request);
  if (endsBy === undefined) return stage;
  const rest = request.stages.slice(index);
  const left = Math.max(0, endsBy - now);
  // Looking the approvers up takes time too, of a short wait at most a quarter.
  const lookUps = Math.min(rest.length * RESOLVE_PATIENCE, Math.floor(left / 4));
  const wanted = rest.reduce((sum, each) => sum + denialTime(each.settings), 0);
  const share = (left - lookUps) / wanted;
  return { ...stage, endsBy, ...(share < 1 && { settings: shorten(stage.settings, share) }) };
}

function shorten(settings: PolicyStage, share: number): PolicyStage {
  const denial = Math.max(2 * SECOND, denialTime(settings) * share);
  const escalation = durationMs(settings.durationBeforeEscalation) * share;
  return {
    ...settings,
    durationBeforeAutomaticDenial: formatDuration(denial),
    durationBeforeEscalation: formatDuration(
      Math.max(SECOND, Math.min(escalation, denial - SECOND)),
    ),
  };
}

function denialTime(settings: PolicyStage): number {
  return durationMs(settings.durationBeforeAutomaticDenial);
}

import type { Approver, Candidate, Delegation } from "./approver.js";
import { askPeople } from "./ask-people.js";
import type { AuditEvent } from "./audit-event.js";
import { fitIntoWait } from "./call-out-wait.js";
import { type Effect, effect } from "./effect.js";
import { escalate, raiseAlert } from "./escalate.js";
import type { Instant } from "./instant.js";
import { RESOLVE_PATIENCE } from "./limits.js";
import { type AccessRequest, concernedPeople, type PolicyStage, type Stage } from "./request.js";
import { retryDelay } from "./retry-delay.js";
import { escalationDueAt } from "./stage-clock.js";
import { sourceOf, withStage } from "./with-stage.js";

/** Opens a stage: its approvers have to be resolved next (Rule T5). Its deadlines end before Entra's wait does. */
export function openNextStage(request: AccessRequest, index: number, now: Instant): Effect {
  const planned = request.stages[index]?.settings;
  const opened = withStage(request, index, () => ({
    ...fitIntoWait(request, index, now),
    status: "resolving",
    openedAt: now,
    resolveNotBefore: now,
  }));
  return effect(opened, {
    type: "stageOpened",
    at: now,
    actor: { kind: "system" },
    details: {
      requestId: request.id,
      stage: index,
      ...sourceOf(opened.stages[index]),
      ...shortenedTo(planned, opened.stages[index]?.settings),
    },
  });
}

/** What the trail says where a stage has less time than its settings give it. */
function shortenedTo(planned: PolicyStage | undefined, now: PolicyStage | undefined): object {
  if (!now || planned === now) return {};
  const { durationBeforeEscalation, durationBeforeAutomaticDenial } = now;
  return { shortenedTo: { durationBeforeEscalation, durationBeforeAutomaticDenial } };
}

/** What the directory said about a stage's two sets. `isComplete` is false when any rule could not be read. */
export interface ResolvedSets {
  readonly primaryApprovers: readonly Candidate[];
  readonly fallbackApprovers: readonly Candidate[];
  readonly isComplete: boolean;
  /** Delegations in force of anybody in either set. */
  readonly delegations: readonly Delegation[];
}

/**
 * The approvers of a stage were looked up (Rules A1, A2, A3, T5). An incomplete answer is asked for again until the
 * patience of Rule T5 is over; then who could be read is who decides. The sets never grow afterwards.
 */
export function resolveApprovers(
  request: AccessRequest,
  index: number,
  sets: ResolvedSets,
  now: Instant,
): Effect | undefined {
  const stage = request.state === "pendingApproval" ? request.stages[index] : undefined;
  if (!stage || stage.isResolved || (stage.status !== "resolving" && stage.status !== "open"))
    return undefined;
  const concerned = concernedPeople(request);
  const primaryApprovers = eligibleApprovers(concerned, sets.primaryApprovers);
  const fallbackApprovers = eligibleApprovers(concerned, sets.fallbackApprovers);
  const isPatient = now < latestClockStart(stage, now);
  const isUseless = primaryApprovers.length + fallbackApprovers.length === 0;
  if (!sets.isComplete && (isPatient || isUseless)) return retryLater(request, index, now);

  const resolved = withStage(request, index, (open) => ({
    ...open,
    status: "open",
    isResolved: true,
    resolvedAt: now,
    clockStartedAt: open.clockStartedAt ?? Math.min(now, latestClockStart(open, now)),
    // An escalation that came due while nobody was known happens now (Rule T1).
    isEscalationMissed: false,
    primaryApprovers,
    fallbackApprovers,
  }));
  const event: AuditEvent = {
    type: "approversResolved",
    at: now,
    actor: { kind: "system" },
    details: {
      requestId: request.id,
      stage: index,
      primaryApproverIds: primaryApprovers.map((a) => a.id),
      fallbackApproverIds: fallbackApprovers.map((a) => a.id),
      isComplete: sets.isComplete,
    },
  };
  const first = effect(askPeople(resolved, index, primaryApprovers, sets.delegations, now), event);
  if (primaryApprovers.length > 0) return first;
  const dueAt = escalationDueAt(resolved.stages[index] ?? stage) ?? now;
  const next =
    fallbackApprovers.length > 0
      ? escalate(
          first.request,
          index,
          "noPrimaryApprover",
          Math.min(now, dueAt),
          sets.delegations,
          now,
        )
      : raiseAlert(first.request, index, "noApprover", now);
  return { ...next, events: [...first.events, ...next.events] };
}

function latestClockStart(stage: Stage, now: Instant): Instant {
  return (stage.openedAt ?? now) + RESOLVE_PATIENCE;
}

/** Rule A1: enabled people who are not concerned, each once, with all the rules that named them. */
export function eligibleApprovers(
  concerned: readonly string[],
  candidates: readonly Candidate[],
): Approver[] {
  const excluded = new Set(concerned);
  const byId = new Map<string, Approver>();
  for (const candidate of candidates) {
    if (!candidate.accountEnabled || excluded.has(candidate.id)) continue;
    const known = byId.get(candidate.id);
    const { accountEnabled: _, ...approver } = candidate;
    byId.set(
      candidate.id,
      known ? { ...known, namedBy: [...known.namedBy, ...approver.namedBy] } : approver,
    );
  }
  return [...byId.values()];
}

function retryLater(request: AccessRequest, index: number, now: Instant): Effect {
  return effect(
    withStage(request, index, (stage) => ({
      ...stage,
      resolveAttempts: stage.resolveAttempts + 1,
      resolveNotBefore: now + retryDelay(stage.resolveAttempts),
    })),
  );
}

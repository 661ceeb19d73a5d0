import type { AuditEvent } from "./audit-event.js";
import { andThen, type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { openNextStage } from "./open-stage.js";
import { type AccessRequest, concernedPeople, type StageOutcome } from "./request.js";
import { closeStageCards, touchOwnCards } from "./stage-cards.js";
import { sourceOf, withStage } from "./with-stage.js";

/** Settles a stage and moves the request on (Rule D8). The caller has checked every right. */
export function settleStage(
  request: AccessRequest,
  index: number,
  outcome: StageOutcome,
  event: AuditEvent,
  now: Instant,
): Effect {
  const settled = withStage(request, index, (stage) => ({ ...stage, status: "settled", outcome }));
  const first = effect(closeStageCards(settled, index, now), event);
  if (outcome.reviewResult === "Denied") {
    return andThen(first, (value) => endRequest(value, "denied", outcome.reason, now));
  }
  return andThen(first, (value) => proceed(value, index + 1, now));
}

/** Opens the next stage, or approves when there is none left (Rules P3, D8). */
export function proceed(request: AccessRequest, index: number, now: Instant): Effect {
  return index < request.stages.length
    ? openNextStage(request, index, now)
    : approveRequest(request, now);
}

function approveRequest(request: AccessRequest, now: Instant): Effect {
  const approved = touchOwnCards(
    { ...request, state: "approved", handOver: { isDone: false, attempts: 0, notBefore: now } },
    now,
  );
  return effect(approved, {
    type: "requestApproved",
    at: now,
    actor: { kind: "system" },
    details: { requestId: request.id, stages: request.stages.length },
  });
}

/** Ends a request without access and tells the people it is about (Rule N1). */
export function endRequest(
  request: AccessRequest,
  state: "denied" | "canceled",
  reason: string,
  now: Instant,
): Effect {
  const ended: AccessRequest = {
    ...touchOwnCards(request, now),
    state,
    completedAt: now,
    endReason: reason,
    // Entra waits for an answer to its call-out, whatever the answer is (Rules I5, F1).
    ...(request.origin.callOut && { handOver: { isDone: false, attempts: 0, notBefore: now } }),
  };
  const notices = addNotices(
    ended.notices,
    concernedPeople(ended).map((recipient) => ({ kind: "outcome", recipient, subject: state })),
    now,
  );
  return effect(
    { ...ended, notices },
    {
      type: state === "denied" ? "requestDenied" : "requestCanceled",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, reason },
    },
  );
}

/** The audit event of a stage's end. */
export function settledEvent(
  request: AccessRequest,
  index: number,
  outcome: StageOutcome,
): AuditEvent {
  const stage = request.stages[index];
  const by = outcome.reviewedBy;
  return {
    type: outcome.reason === "timedOut" ? "stageTimedOut" : "stageDecided",
    at: outcome.at,
    actor: by
      ? {
          kind: "person",
          id: by.id,
          ...(outcome.onBehalfOf && { onBehalfOf: outcome.onBehalfOf.id }),
        }
      : { kind: "clock" },
    details: {
      requestId: request.id,
      stage: index,
      ...sourceOf(stage),
      ...(stage?.configurationVersion !== undefined && {
        configurationVersion: stage.configurationVersion,
      }),
      reviewResult: outcome.reviewResult,
      reason: outcome.reason,
    },
    personal: {
      justification: outcome.justification,
      // How the level had moved is evidence: beside the chain it can be kept from whoever may not see it (Rule V4).
      ...(by && stage?.source && { riskAtDecision: outcome.wasRiskLower ? "lower" : "notLower" }),
      ...(by && { reviewedBy: by.displayName }),
      ...(outcome.onBehalfOf && { onBehalfOf: outcome.onBehalfOf.displayName }),
    },
  };
}

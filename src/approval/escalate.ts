import type { Delegation } from "./approver.js";
import { askPeople } from "./ask-people.js";
import type { AuditEvent } from "./audit-event.js";
import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { changeNotices, withdrawNotice } from "./ledger.js";
import type { AccessRequest, Alert, EscalationReason } from "./request.js";
import { touchStageCards } from "./stage-cards.js";
import { withStage } from "./with-stage.js";

/**
 * The fallback approvers are asked too; the primaries keep their cards and their right (Rules T1, A2, A4). Their cards
 * are updated, they get no new message.
 *
 * @param at the instant that later deadlines count from: the due time, or now for an early escalation
 */
export function escalate(
  request: AccessRequest,
  index: number,
  reason: EscalationReason,
  at: Instant,
  delegations: readonly Delegation[],
  now: Instant,
): Effect {
  const escalated = withStage(request, index, (stage) => ({
    ...stage,
    escalatedAt: at,
    escalationReason: reason,
    isReachChecked: true,
  }));
  const fallback = escalated.stages[index]?.fallbackApprovers ?? [];
  const asked = askPeople(
    withdrawReminders(touchStageCards(escalated, index, now), index, now),
    index,
    fallback,
    delegations,
    now,
  );
  return effect(asked, escalationEvent(request, index, reason, at, now));
}

/** A reminder of the escalation is overtaken by it (Rule T6). */
function withdrawReminders(request: AccessRequest, index: number, now: Instant): AccessRequest {
  const notices = changeNotices(
    request.notices,
    (n) => n.kind === "reminder" && n.stage === index && n.subject === "escalation",
    (n) => withdrawNotice(n, now, "overtaken"),
  );
  return { ...request, notices };
}

function escalationEvent(
  request: AccessRequest,
  index: number,
  reason: EscalationReason,
  at: Instant,
  now: Instant,
): AuditEvent {
  return {
    type: "stageEscalated",
    at: now,
    actor: { kind: "clock" },
    details: { requestId: request.id, stage: index, reason, dueAt: at },
  };
}

/** Tells the administrators, once per kind and stage (Rule A3). Who they are is looked up afterwards. */
export function raiseAlert(
  request: AccessRequest,
  index: number | undefined,
  kind: Alert["kind"],
  now: Instant,
): Effect {
  if (request.alerts.some((alert) => alert.kind === kind && alert.stage === index))
    return effect(request);
  const alert: Alert = {
    kind,
    raisedAt: now,
    isAddressed: false,
    notBefore: now,
    attempts: 0,
    ...(index !== undefined && { stage: index }),
  };
  return effect(
    { ...request, alerts: [...request.alerts, alert] },
    {
      type: "alertRaised",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, kind, ...(index !== undefined && { stage: index }) },
    },
  );
}

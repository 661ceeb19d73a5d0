import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { changeNotices, touchCard } from "./ledger.js";
import { ALERT_REPEAT_DELAYS } from "./limits.js";
import type { Notice } from "./notice.js";
import { isInFront } from "./reach.js";
import type { AccessRequest, Alert } from "./request.js";

/** Whether what an alert told of is over: nobody has to do anything about it any more. */
export function isAlertOver(request: AccessRequest, alert: Alert): boolean {
  // Nothing here can undo it: it is told once and stays told.
  if (alert.kind === "decidedOtherwise") return false;
  if (alert.kind === "handOverFailing") return request.handOver?.isDone ?? true;
  const stage = alert.stage === undefined ? undefined : request.stages[alert.stage];
  if (request.state !== "pendingApproval" || !stage || stage.status === "settled") return true;
  switch (alert.kind) {
    case "noApprover":
      return false;
    case "approversUnreadable":
      return stage.isResolved;
    case "nobodyReached":
      return request.notices.some(
        (notice) =>
          notice.kind === "approvalCard" && notice.stage === alert.stage && isInFront(notice),
      );
  }
}

/** When the administrators have to be looked up for an alert: at once, and again while it lasts. Undefined for never. */
export function alertDueAt(request: AccessRequest, alert: Alert): Instant | undefined {
  if (!alert.isAddressed) return alert.notBefore;
  const isToldOnce = alert.kind === "decidedOtherwise" || alert.repeats === undefined;
  return isToldOnce || isAlertOver(request, alert) ? undefined : alert.notBefore;
}

/** Wait before an alert that lasts is told again: never less than an hour. Milliseconds. */
export function alertRepeatDelay(repeats: number): number {
  return ALERT_REPEAT_DELAYS[Math.min(repeats, ALERT_REPEAT_DELAYS.length - 1)] ?? 0;
}

/** The row tells of this alert. */
export function tellsOf(notice: Notice, alert: Alert): boolean {
  return notice.kind === "alert" && notice.subject === alert.kind && notice.stage === alert.stage;
}

/** Alerts whose cause is gone end: their cards say so in place. Undefined when there is none. */
export function resolveAlerts(request: AccessRequest, now: Instant): Effect | undefined {
  const over = request.alerts.filter(
    (alert) => alert.isAddressed && alert.resolvedAt === undefined && isAlertOver(request, alert),
  );
  if (over.length === 0) return undefined;
  const alerts = request.alerts.map((alert) =>
    over.includes(alert) ? { ...alert, resolvedAt: now } : alert,
  );
  const notices = changeNotices(
    request.notices,
    (notice) => over.some((alert) => tellsOf(notice, alert)),
    (notice) => touchCard(notice, now),
  );
  const events = over.map((alert) => ({
    type: "alertResolved",
    at: now,
    actor: { kind: "system" as const },
    details: {
      requestId: request.id,
      kind: alert.kind,
      ...(alert.stage !== undefined && { stage: alert.stage }),
    },
  }));
  return effect({ ...request, alerts, notices }, ...events);
}

import { tellsOf } from "./alert-life.js";
import type { Delegation } from "./approver.js";
import type { AuditEvent } from "./audit-event.js";
import { findAuthority } from "./authority.js";
import { replaceNotice } from "./delivery.js";
import { andThen, type Effect, effect } from "./effect.js";
import { escalate, raiseAlert } from "./escalate.js";
import type { Instant } from "./instant.js";
import type { Notice } from "./notice.js";
import { isNobodyReachable, isUnreachable } from "./reach.js";
import type { AccessRequest } from "./request.js";

/**
 * A row can no longer be acted on and has not been sent: it must not be (Rules N3, T6). With `appointers`, the people
 * whose delegate the recipient is now, so is a card whose recipient may not decide any more (Rule A5).
 */
export function isObsolete(
  request: AccessRequest,
  notice: Notice,
  appointers?: readonly string[],
): boolean {
  if (notice.kind === "alert") {
    return request.alerts.some((alert) => alert.resolvedAt !== undefined && tellsOf(notice, alert));
  }
  if (notice.kind !== "approvalCard" && notice.kind !== "reminder") return false;
  if (notice.isRevoked || request.state !== "pendingApproval") return true;
  const stage = notice.stage === undefined ? undefined : request.stages[notice.stage];
  if (stage?.status !== "open") return true;
  return appointers !== undefined && !findAuthority(request, stage, notice.recipient, appointers);
}

/**
 * A row changed because of a send, its result, or a sign of life. When that leaves no primary approver of the open
 * stage reachable, the stage is escalated at once (Rule A4); when it leaves nobody at all, administrators hear of it
 * (Rule N1).
 */
export function applyNotice(
  request: AccessRequest,
  changed: Notice,
  delegations: readonly Delegation[],
  now: Instant,
): Effect {
  const before = request.notices.find((notice) => notice.number === changed.number);
  const next = { ...request, notices: replaceNotice(request.notices, changed) };
  const event = before && noticeEvent(request.id, before, changed, now);
  const first = event ? effect(next, event) : effect(next);
  return andThen(first, (value) => escalateIfUnreachable(value, changed.stage, delegations, now));
}

function escalateIfUnreachable(
  request: AccessRequest,
  index: number | undefined,
  delegations: readonly Delegation[],
  now: Instant,
): Effect {
  const stage = index === undefined ? undefined : request.stages[index];
  if (index === undefined || stage?.status !== "open" || request.state !== "pendingApproval")
    return effect(request);
  if (stage.escalatedAt !== undefined && isNobodyReachable(request, index))
    return raiseAlert(request, index, "nobodyReached", now);
  if (stage.escalatedAt !== undefined || !isUnreachable(request, index)) return effect(request);
  return stage.fallbackApprovers.length > 0
    ? escalate(request, index, "nobodyReached", now, delegations, now)
    : raiseAlert(request, index, "nobodyReached", now);
}

/** The audit event of a row's change; none for what only concerns the sender's timing. */
export function noticeEvent(
  aggregateId: string,
  before: Notice,
  after: Notice,
  now: Instant,
): AuditEvent | undefined {
  const type = eventType(before, after);
  if (!type) return undefined;
  return {
    type,
    at: now,
    actor: { kind: "system" },
    details: {
      aggregateId,
      notice: after.number,
      kind: after.kind,
      recipientId: after.recipient,
      generation: after.copies.at(-1)?.generation ?? 0,
      ...(after.stage !== undefined && { stage: after.stage }),
      ...(after.state === "failed" && { failure: failureClass(after) }),
    },
  };
}

function eventType(before: Notice, after: Notice): string | undefined {
  if (before.state !== after.state) {
    switch (after.state) {
      case "delivered":
        return "noticeDelivered";
      case "failed":
        return "noticeFailed";
      case "withdrawn":
        return "noticeWithdrawn";
      case "pending":
        return "noticeRevived";
    }
  }
  return after.state === "pending" && after.copies.length > before.copies.length
    ? "noticeSending"
    : undefined;
}

/** The first word of a failure is from a closed set; what follows comes from outside and stays out of the chain. */
function failureClass(notice: Notice): string {
  return notice.failure?.split(":")[0] ?? "unknown";
}

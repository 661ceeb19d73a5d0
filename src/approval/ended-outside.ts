import { andThen, type Effect, effect } from "./effect.js";
import { raiseAlert } from "./escalate.js";
import { endUnplanned } from "./identify.js";
import type { Instant } from "./instant.js";
import { type AccessRequest, openStage } from "./request.js";
import { endRequest } from "./settle.js";
import { closeStageCards, touchOwnCards } from "./stage-cards.js";

/** What became of a call-out's request in Entra while a stage was open here. */
export type OutsideEnd = "canceled" | "denied" | "wentOn";

/** Nobody had decided it here, and it went on in Entra. */
export const DECIDED_OUTSIDE = "decidedInEntra";

/**
 * Entra does not wait for this request any more: it was canceled or decided there. Its cards close, and nothing is left to
 * be resumed (Rules C1, N3). What Entra makes of a request that went on is Entra's (Rule P4). Undefined when it had ended
 * here before.
 */
export function endOutside(
  request: AccessRequest,
  end: OutsideEnd,
  now: Instant,
): Effect | undefined {
  if (request.state !== "pendingApproval") return undefined;
  const open = openStage(request);
  const closed = open ? closeStageCards(request, open.index, now) : request;
  const found = effect(closed, {
    type: "endedInEntra",
    at: now,
    actor: { kind: "system" },
    details: { requestId: request.id, end },
  });
  const ended = andThen(found, (value) => finish(value, end, now));
  const handOver = { isDone: true, attempts: 0, notBefore: now };
  return { ...ended, request: { ...ended.request, handOver } };
}

function finish(request: AccessRequest, end: OutsideEnd, now: Instant): Effect {
  if (end === "wentOn") {
    const { lookUp: _, ...rest } = touchOwnCards(request, now);
    const gone: AccessRequest = {
      ...rest,
      state: "handedOver",
      completedAt: now,
      endReason: DECIDED_OUTSIDE,
      isPlanned: true,
    };
    // Whoever was to be asked here was not: the access may be given without the review.
    return raiseAlert(gone, undefined, "decidedOtherwise", now);
  }
  const reason = end === "canceled" ? "canceledInEntra" : "deniedInEntra";
  // Whoever has heard nothing of it from here hears of its end from Entra alone.
  return request.lookUp
    ? endUnplanned(request, end, reason, now)
    : endRequest(request, end, reason, now);
}

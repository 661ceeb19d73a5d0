import { andThen, type Effect, effect } from "./effect.js";
import { endUnasked } from "./end-unasked.js";
import { raiseAlert } from "./escalate.js";
import type { Instant } from "./instant.js";
import type { AccessRequest } from "./request.js";
import { closeOpenStageCards, touchOwnCards } from "./stage-cards.js";

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
  const found = effect(closeOpenStageCards(request, now), {
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
  return endUnasked(request, end, reason, now);
}

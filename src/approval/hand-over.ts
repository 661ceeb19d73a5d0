import { andThen, type Effect, effect } from "./effect.js";
import { raiseAlert } from "./escalate.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { type AccessRequest, concernedPeople, type RequestState } from "./request.js";
import { retryDelay } from "./retry-delay.js";
import { touchOwnCards } from "./stage-cards.js";

export type HandOverResult =
  /** Contradicted: it was over there before, and not with this outcome. */
  | { readonly ok: true; readonly isContradicted?: boolean }
  | { readonly ok: false; readonly reason: string };

/** The hand-over was tried (Rule F1). A failure is shown, told to the administrators, and tried again. */
export function reportHandOver(
  request: AccessRequest,
  result: HandOverResult,
  now: Instant,
): Effect | undefined {
  const handOver = request.handOver;
  if (!handOver || handOver.isDone) return undefined;
  if (!result.ok) return fail(request, result.reason, now);
  const done = succeed(request, now);
  if (!result.isContradicted) return done;
  return andThen(done, (value) => raiseAlert(value, undefined, "decidedOtherwise", now));
}

function succeed(request: AccessRequest, now: Instant): Effect {
  const state = stateAfterHandOver(request);
  const done: AccessRequest = {
    ...touchOwnCards(request, now),
    state,
    completedAt: request.completedAt ?? now,
    handOver: { isDone: true, attempts: (request.handOver?.attempts ?? 0) + 1, notBefore: now },
  };
  // A denied or canceled call-out has told its people already; a handed-over one is decided by Entra.
  const notices =
    state === "delivered"
      ? addNotices(
          done.notices,
          concernedPeople(done).map((recipient) => ({
            kind: "outcome",
            recipient,
            subject: "delivered",
          })),
          now,
        )
      : done.notices;
  return effect(
    { ...done, notices },
    {
      type: "requestHandedOver",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, state },
    },
  );
}

function stateAfterHandOver(request: AccessRequest): RequestState {
  if (request.state === "denied" || request.state === "canceled") return request.state;
  return request.origin.callOut ? "handedOver" : "delivered";
}

function fail(request: AccessRequest, reason: string, now: Instant): Effect {
  const attempts = (request.handOver?.attempts ?? 0) + 1;
  const isFirst = attempts === 1;
  // From the first failure on its state is another.
  const isApproved = request.state === "approved";
  const failed: AccessRequest = {
    ...(isFirst ? touchOwnCards(request, now) : request),
    state: isApproved ? "deliveryFailed" : request.state,
    handOver: {
      isDone: false,
      attempts,
      notBefore: now + retryDelay(attempts - 1),
      failure: reason.slice(0, 300),
    },
  };
  const notices =
    isApproved && !request.origin.callOut
      ? addNotices(
          failed.notices,
          concernedPeople(failed).map((recipient) => ({
            kind: "outcome",
            recipient,
            subject: "approved",
          })),
          now,
        )
      : failed.notices;
  const first = effect(
    { ...failed, notices },
    {
      type: "handOverFailed",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, attempts },
    },
  );
  return andThen(first, (value) => raiseAlert(value, undefined, "handOverFailing", now));
}

import type { Person } from "./approver.js";
import { latestEnd } from "./call-out-wait.js";
import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import type { Refusal } from "./refusal.js";
import {
  type AccessPackage,
  type AccessRequest,
  type AssignmentPolicy,
  concernedPeople,
} from "./request.js";
import { retryDelay } from "./retry-delay.js";
import { type Submission, submitRequest } from "./submit.js";

/** What the directory and the catalog say about the ids of a request. */
export interface RequestParts {
  readonly requestor: Person;
  readonly target: Person;
  readonly accessPackage: AccessPackage;
  readonly assignmentPolicy: AssignmentPolicy;
}

/**
 * A call-out is taken at once, by its ids and with the names that Entra gave it (Rule I5). One that is reviewed is looked
 * up as a step of its own, and nobody hears of it before.
 */
export function receiveCallOut(submission: Submission, now: Instant): Effect | Refusal {
  const received = submitRequest(submission, now);
  if (!received.ok || received.request.state !== "pendingApproval") return received;
  const lookUp = { attempts: 0, notBefore: now };
  return { ...received, request: { ...received.request, notices: [], lookUp } };
}

/** Everything that a call-out names is known: its people hear of it, and its risk is read next (Rules I1, N1). */
export function identifyRequest(
  request: AccessRequest,
  parts: RequestParts,
  now: Instant,
): Effect | undefined {
  if (!request.lookUp || request.state !== "pendingApproval") return undefined;
  const { lookUp: _, ...rest } = request;
  const identified: AccessRequest = { ...rest, ...parts };
  const cards = concernedPeople(identified).map((recipient) => ({
    kind: "ownRequestCard" as const,
    recipient,
  }));
  return effect(
    { ...identified, notices: addNotices(identified.notices, cards, now) },
    {
      type: "requestIdentified",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, attempts: request.lookUp.attempts + 1 },
      personal: {
        requestor: parts.requestor.displayName,
        target: parts.target.displayName,
        accessPackage: parts.accessPackage.displayName,
      },
    },
  );
}

/** The directory or the catalog does not answer: it is asked again, as long as Entra waits for the outcome. */
export function postponeLookUp(request: AccessRequest, now: Instant): Effect | undefined {
  if (!request.lookUp || request.state !== "pendingApproval") return undefined;
  const end = latestEnd(request);
  if (end !== undefined && end <= now) {
    return endUnplanned(request, "denied", "cannot be planned: the directory did not answer", now);
  }
  const attempts = request.lookUp.attempts + 1;
  const next = now + retryDelay(request.lookUp.attempts);
  return effect({
    ...request,
    lookUp: { attempts, notBefore: end === undefined ? next : Math.min(next, end) },
  });
}

/** A call-out that names what is not known cannot be planned: it ends, and Entra is told why (Rule I5). */
export function refuseUnknown(
  request: AccessRequest,
  refusal: Refusal,
  now: Instant,
): Effect | undefined {
  if (!request.lookUp || request.state !== "pendingApproval") return undefined;
  const reason = `cannot be planned: unknown ${refusal.field ?? "content"}`;
  return endUnplanned(request, "denied", reason, now);
}

/** Ends a call-out without a plan; Entra tells its people (Rules I3, I5). */
export function endUnplanned(
  request: AccessRequest,
  state: "denied" | "canceled",
  endReason: string,
  now: Instant,
): Effect {
  const { lookUp: _, evaluateNotBefore: __, ...rest } = request;
  const ended: AccessRequest = {
    ...rest,
    state,
    endReason,
    completedAt: now,
    isPlanned: true,
    notices: [],
    handOver: { isDone: false, attempts: 0, notBefore: now },
  };
  return effect(ended, {
    type: "callOutEnded",
    at: now,
    actor: { kind: "system" },
    details: { requestId: request.id, state, reason: endReason },
  });
}

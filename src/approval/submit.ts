import type { Person } from "./approver.js";
import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { MAX_TEXT_LENGTH } from "./limits.js";
import { type Refusal, refuse } from "./refusal.js";
import type { AccessPackage, AccessRequest, AssignmentPolicy, Origin } from "./request.js";
import { concernedPeople } from "./request.js";
import { isReviewedRequestType } from "./request-type.js";
import { checkText, clampText, visibleText } from "./text.js";

/** A submission whose person, package and policy were found (Rule I1). */
export interface Submission {
  readonly id: string;
  readonly origin: Origin;
  readonly requestor: Person;
  readonly target: Person;
  readonly accessPackage: AccessPackage;
  readonly assignmentPolicy: AssignmentPolicy;
  readonly justification: string;
}

/** A request is received (Rules I1, I4, I5). Whether it is new at all (I2, I3) is the store's to say. */
export function submitRequest(submission: Submission, now: Instant): Effect | Refusal {
  const callOut = submission.origin.callOut;
  const isOnBehalf = submission.requestor.id !== submission.target.id;
  if (!callOut && isOnBehalf && !submission.assignmentPolicy.allowOnBehalf) {
    return refuse("onBehalfNotAllowed", "target");
  }
  const text = readJustification(submission);
  if (!text.ok) return refuse(text.code, "justification");

  const isReviewed = callOut === undefined || isReviewedRequestType(callOut.requestType);
  const request: AccessRequest = {
    ...submission,
    justification: text.text,
    state: isReviewed ? "pendingApproval" : "approved",
    submittedAt: now,
    isPlanned: !isReviewed,
    evaluateAttempts: 0,
    evaluateNotBefore: now,
    readings: [],
    stages: [],
    notices: [],
    alerts: [],
    typedDecisions: [],
    ...(!isReviewed && { handOver: { isDone: false, attempts: 0, notBefore: now } }),
  };
  const people = isReviewed ? concernedPeople(request) : [];
  const notices = addNotices(
    [],
    people.map((recipient) => ({ kind: "ownRequestCard", recipient })),
    now,
  );
  return effect(
    { ...request, notices },
    {
      type: "requestSubmitted",
      at: now,
      actor:
        submission.origin.kind === "chat" || submission.origin.kind === "form"
          ? { kind: "person", id: submission.requestor.id }
          : { kind: "caller", id: submission.origin.caller },
      details: {
        requestId: submission.id,
        origin: submission.origin.kind,
        ...(callOut && { requestType: callOut.requestType }),
        requestorId: submission.requestor.id,
        targetId: submission.target.id,
        accessPackageId: submission.accessPackage.id,
        assignmentPolicyId: submission.assignmentPolicy.id,
      },
      personal: {
        requestor: submission.requestor.displayName,
        target: submission.target.displayName,
        accessPackage: submission.accessPackage.displayName,
        justification: text.text,
      },
    },
  );
}

function readJustification(submission: Submission): ReturnType<typeof checkText> {
  // A call-out is never refused for its text (Rule I4): Entra has accepted it already.
  if (submission.origin.callOut) {
    return { ok: true, text: clampText(visibleText(submission.justification), MAX_TEXT_LENGTH) };
  }
  return checkText(
    submission.justification,
    submission.assignmentPolicy.isRequestorJustificationRequired,
  );
}

import type { Person } from "../approval/approver.js";
import { MAX_TEXT_LENGTH } from "../approval/limits.js";
import type { Refusal } from "../approval/refusal.js";
import type { AccessRequest } from "../approval/request.js";
import type { Submission } from "../approval/submit.js";
import { clampText, visibleText } from "../approval/text.js";
import type { Context } from "./context.js";
import { type Intake, type IntakeResult, originOf } from "./intake.js";
import { transact } from "./transact.js";

/**
 * A call-out that cannot be planned, or that asks for what is already asked for, is stored as ended and resumed with
 * the reason: Entra waits for an answer, and none must be dropped (Rules I3, I5).
 */
export async function endUnplannable(
  context: Context,
  intake: Intake,
  contentDigest: string,
  refusal: Refusal,
  end: {
    readonly state: "denied" | "canceled";
    readonly reason: string;
    readonly submission?: Submission;
  } = {
    state: "denied",
    reason: `cannot be planned: unknown ${refusal.field ?? "content"}`,
  },
): Promise<IntakeResult> {
  const id = end.submission?.id ?? (await context.store.nextRequestId());
  const stored = await transact<"request", AccessRequest>(
    context,
    "request",
    id,
    (current, now) => {
      if (current) return { outcome: current };
      const request: AccessRequest = {
        id,
        state: end.state,
        origin: originOf(intake, contentDigest),
        requestor: end.submission?.requestor ?? unknownPerson(intake.requestorId),
        target: end.submission?.target ?? unknownPerson(intake.targetId),
        accessPackage: end.submission?.accessPackage ?? {
          id: intake.accessPackageId,
          displayName: intake.accessPackageId,
          description: "",
        },
        assignmentPolicy: end.submission?.assignmentPolicy ?? {
          id: intake.assignmentPolicyId ?? "",
          displayName: "",
          isRequestorJustificationRequired: false,
          allowOnBehalf: true,
          stages: [],
        },
        justification: clampText(visibleText(intake.justification), MAX_TEXT_LENGTH),
        submittedAt: now,
        completedAt: now,
        endReason: end.reason,
        isPlanned: true,
        evaluateAttempts: 0,
        readings: [],
        stages: [],
        notices: [],
        alerts: [],
        handOver: { isDone: false, attempts: 0, notBefore: now },
        typedDecisions: [],
      };
      const event = {
        type: "callOutEnded",
        at: now,
        actor: { kind: "caller" as const, id: intake.caller },
        details: { requestId: id, state: end.state, reason: end.reason },
      };
      return { value: request, events: [event], outcome: request };
    },
  );
  return { ok: true, kind: "created", request: stored };
}

function unknownPerson(id: string): Person {
  return { id, displayName: id, userPrincipalName: "" };
}

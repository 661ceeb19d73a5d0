import { MAX_CALL_OUT_WAIT } from "./approval/limits.js";
import type { CallOut } from "./approval/request.js";
import type {
  CallOut as HttpCallOut,
  SubmissionAnswer,
  SubmissionBody,
  SubmissionRefusalCode,
} from "./http/submission.js";
import type { Context } from "./service/context.js";
import type { Intake, IntakeResult } from "./service/intake.js";
import { errorName } from "./service/read-risk.js";
import { submit } from "./service/submit-request.js";

/** A submission over HTTP, in the words of the contract. */
export async function answerIntake(
  context: Context,
  body: SubmissionBody,
  caller: string,
): Promise<SubmissionAnswer> {
  const { callOut } = body;
  const intake: Intake = {
    kind: callOut ? "callOut" : "api",
    caller,
    key: body.idempotencyKey,
    requestorId: body.requestorId,
    targetId: body.targetId,
    accessPackageId: body.accessPackageId,
    justification: body.justification,
    ...(body.assignmentPolicyId !== undefined && { assignmentPolicyId: body.assignmentPolicyId }),
    ...(callOut && { callOut: startWait(callOut, context.store.now()) }),
    ...(body.names && { names: body.names }),
  };
  try {
    return describe(await submit(context, intake));
  } catch (error) {
    context.log.error({ error: errorName(error) }, "a submission could not be stored");
    return {
      kind: "refused",
      code: "unavailable",
      message: "The request could not be stored now. Send it again with the same id.",
    };
  }
}

/** Entra's wait has just begun. It never lasts longer than its own limit, whatever a call-out says. */
function startWait({ wait, ...callOut }: HttpCallOut, now: number): CallOut {
  return { ...callOut, waitsUntil: now + Math.min(wait ?? MAX_CALL_OUT_WAIT, MAX_CALL_OUT_WAIT) };
}

function describe(result: IntakeResult): SubmissionAnswer {
  if (result.ok) return { kind: result.kind, id: result.request.id, state: result.request.state };
  switch (result.code) {
    case "openRequest":
      return refused(
        "conflict",
        `${result.id} is open for this target and access package. Nothing was stored.`,
      );
    case "conflict":
      return refused(
        "conflict",
        "This id was used before with other content. Nothing was stored. Send a new id for a new request.",
        "accessPackageAssignmentRequestId",
      );
    case "askedInEntra":
      return refused(
        "forbidden",
        "Access is asked for in My Access, which calls this route by itself. Nothing was stored.",
      );
    case "notFound":
      return refused(
        "notFound",
        `${result.field ?? "An id"} is not known. Nothing was stored.`,
        result.field,
      );
    case "accountDisabled":
      return refused(
        "invalidRequest",
        `The account of ${result.field ?? "the person"} is not enabled. Nothing was stored.`,
        result.field,
      );
    case "justificationRequired":
      return refused(
        "invalidRequest",
        'justification must hold at least one visible character: the policy asks for it. Example: "Quarterly close".',
        "justification",
      );
    case "textTooLong":
      return refused(
        "invalidRequest",
        "justification must be at most 2,000 characters long.",
        "justification",
      );
    case "onBehalfNotAllowed":
      return refused(
        "forbidden",
        "The policy does not allow a request for somebody else. Nothing was stored.",
        "target.objectId",
      );
    default:
      return refused(
        "invalidRequest",
        "The request could not be taken. Nothing was stored.",
        result.field,
      );
  }
}

function refused(code: SubmissionRefusalCode, message: string, target?: string): SubmissionAnswer {
  return { kind: "refused", code, message, ...(target !== undefined && { target }) };
}

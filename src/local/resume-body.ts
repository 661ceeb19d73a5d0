import type { AccessRequest, CallOut } from "../approval/request.js";

/** Body of `POST assignmentRequests/{id}/resume` of Microsoft Graph, entitlement management. */
export interface ResumeBody {
  readonly source: "riskgate";
  readonly type: string;
  readonly data: {
    readonly "@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData";
    readonly stage: string;
    readonly customExtensionStageInstanceId: string;
    readonly customExtensionStageInstanceDetail: string;
    /** Only to refuse; left out, the request goes on. */
    readonly state?: "denied" | "canceled";
  };
}

/** What ends the wait of a call-out. The detail is shown to approvers in Entra, so it names no risk (Rule V2). */
export function createResumeBody(request: AccessRequest, callOut: CallOut): ResumeBody {
  const stage = callOut.stage.charAt(0).toLowerCase() + callOut.stage.slice(1);
  const state =
    request.state === "denied" || request.state === "canceled" ? request.state : undefined;
  return {
    source: "riskgate",
    type: `microsoft.graph.accessPackageCustomExtensionStage.${stage}`,
    data: {
      "@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData",
      stage,
      customExtensionStageInstanceId: callOut.customExtensionStageInstanceId,
      customExtensionStageInstanceDetail: `Request ${request.id}: ${state ?? "may go on"}`,
      ...(state && { state }),
    },
  };
}

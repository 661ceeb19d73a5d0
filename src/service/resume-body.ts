import type { AccessRequest, CallOut } from "../approval/request.js";

/** What Entra is asked to make of a request that was denied here: its documentation leaves open which of them it takes. */
export type EntraDenial = "denied" | "canceled";

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
    readonly state?: "Denied" | "Canceled";
  };
}

/**
 * What ends the wait of a call-out. The approvers of Entra's own stages read the detail, and so may others who see the
 * request there: it is the same for a request that was reviewed and one that was not, and names no risk (Rules V1, V2).
 */
export function createResumeBody(
  request: AccessRequest,
  callOut: CallOut,
  denial: EntraDenial = "denied",
): ResumeBody {
  const stage = callOut.stage.charAt(0).toLowerCase() + callOut.stage.slice(1);
  const state = stateOf(request, denial);
  return {
    source: "riskgate",
    type: `microsoft.graph.accessPackageCustomExtensionStage.${stage}`,
    data: {
      "@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData",
      stage,
      customExtensionStageInstanceId: callOut.customExtensionStageInstanceId,
      customExtensionStageInstanceDetail: `Request ${request.id}: ${detailOf(request)}.`,
      ...(state && { state }),
    },
  };
}

function stateOf({ state }: AccessRequest, denial: EntraDenial): "Denied" | "Canceled" | undefined {
  if (state === "canceled") return "Canceled";
  if (state !== "denied") return undefined;
  return denial === "canceled" ? "Canceled" : "Denied";
}

/** A reason is passed on only where it says what could not be planned: ids and words of ours (Rule I5). */
function detailOf(request: AccessRequest): string {
  const { state, endReason = "" } = request;
  if (state !== "denied" && state !== "canceled") return "may go on";
  if (/^(cannot be planned|another request is open)\b/.test(endReason)) return endReason;
  return state === "denied" ? "not approved" : "withdrawn";
}

import type { Instant } from "../instant.js";
import { type AccessRequest, concernedPeople } from "../request.js";
import type { OutsideState } from "./outside-state.js";

export type Progress =
  | "inReview"
  | "approved"
  | "delivered"
  | "deliveryFailed"
  | "handedOver"
  | "incompleteInEntra"
  | "denied"
  | "canceled";

/**
 * A request as the people it is about see it. It has no word, name, count or date of a risk stage, whatever happened
 * (Rule V1): a denial carries the justification of a policy stage only.
 */
export interface OwnRequestView {
  readonly kind: "ownRequest";
  readonly requestId: string;
  readonly accessPackage: { readonly displayName: string };
  readonly requestorName: string;
  readonly targetName: string;
  readonly isForSomebodyElse: boolean;
  readonly isReaderRequestor: boolean;
  readonly submittedAt: Instant;
  readonly justification: string;
  readonly progress: Progress;
  readonly approverJustification: string;
  readonly canceledByAdministrator: boolean;
  readonly isCancelable: boolean;
}

/**
 * Undefined for somebody the request is not about: to him it does not exist (Rule V4).
 *
 * @param outside how it stands in Entra, where that was read; it counts only for what was handed over (Rule P4)
 */
export function ownRequestView(
  request: AccessRequest,
  readerId: string,
  outside?: OutsideState,
): OwnRequestView | undefined {
  if (!concernedPeople(request).includes(readerId)) return undefined;
  const isReaderRequestor = readerId === request.requestor.id;
  return {
    kind: "ownRequest",
    requestId: request.id,
    accessPackage: { displayName: request.accessPackage.displayName },
    requestorName: request.requestor.displayName,
    targetName: request.target.displayName,
    isForSomebodyElse: request.requestor.id !== request.target.id,
    isReaderRequestor,
    submittedAt: request.submittedAt,
    justification: request.justification,
    progress: progressOf(request, outside),
    approverJustification: policyDenialText(request),
    canceledByAdministrator: request.endReason === "byAdministrator",
    isCancelable: isReaderRequestor && request.state === "pendingApproval",
  };
}

const IN_ENTRA: Readonly<Partial<Record<OutsideState, Progress>>> = {
  scheduled: "approved",
  delivering: "approved",
  delivered: "delivered",
  partiallyDelivered: "incompleteInEntra",
  deliveryFailed: "incompleteInEntra",
  denied: "denied",
  canceled: "canceled",
};

function progressOf({ state }: AccessRequest, outside: OutsideState | undefined): Progress {
  if (state === "handedOver") return (outside && IN_ENTRA[outside]) ?? "handedOver";
  return state === "pendingApproval" ? "inReview" : state;
}

function policyDenialText(request: AccessRequest): string {
  const denied = request.stages.find((stage) => stage.outcome?.reviewResult === "Denied");
  return denied && denied.source === undefined ? (denied.outcome?.justification ?? "") : "";
}

import { type AccessRequest, type CallOut, concernedPeople } from "../approval/request.js";
import { isReviewedRequestType } from "../approval/request-type.js";
import { type AssignmentRequest, stateOf, typeOf, wasAnswered } from "./assignment-request.js";

/**
 * What Entra's record names differently than the call-out did, so that something else would go on than what was reviewed.
 * What the record leaves out is not judged, but for the type: whether a request is reviewed at all hangs on it (Rule I5).
 * An administrator who assigns directly is not looked for: the two places need not name him in the same way.
 */
export function differenceOf(
  request: AccessRequest,
  { requestType }: CallOut,
  record: AssignmentRequest,
): "type" | "person" | "package" | undefined {
  const there = typeOf(record);
  const mayBeAddition = there === "" || isReviewedRequestType(there);
  if (!isReviewedRequestType(requestType)) return mayBeAddition ? "type" : undefined;
  const people = [
    record.assignment?.target?.objectId,
    ...(/^admin/i.test(there) ? [] : [record.requestor?.objectId]),
  ];
  const reviewed = concernedPeople(request);
  const isStranger = (id: string) => !reviewed.includes(id.toLowerCase());
  if (people.some((id) => id && isStranger(id))) return "person";
  const packageId = record.accessPackage?.id.toLowerCase();
  return packageId === undefined || packageId === request.accessPackage.id ? undefined : "package";
}

const WENT_ON: ReadonlySet<string> = new Set([
  "pendingApproval",
  "scheduled",
  "delivering",
  "delivered",
  "partiallyDelivered",
]);

/** Whether Entra's record has another outcome than this one. What was answered and denied later is Entra's (Rule P4). */
export function contradicts(
  request: AccessRequest,
  callOut: CallOut,
  record: AssignmentRequest,
): boolean {
  const state = stateOf(record);
  if (request.state === "denied" || request.state === "canceled") return WENT_ON.has(state);
  return state === "denied" && !wasAnswered(record, callOut.customExtensionStageInstanceId);
}

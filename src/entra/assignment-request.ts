import { z } from "zod";

const guid = z.guid().transform((text) => text.toLowerCase());
const subject = z.object({ objectId: z.string().nullish(), displayName: z.string().nullish() });
const named = z.object({ id: z.string(), displayName: z.string().nullish() });

const calloutSchema = z.object({
  id: z.string().nullish(),
  customExtensionId: z.string().nullish(),
  status: z.string().nullish(),
});

/** The related objects that have to be asked for. */
export const ASSIGNMENT_REQUEST_EXPAND =
  "requestor,accessPackage,assignment($expand=target,assignmentPolicy)";

/**
 * What is read of `accessPackageAssignmentRequest`. Samples of v1.0 still name the state as the beta does, so both names
 * are read. Texts that are only shown may be missing.
 */
export const assignmentRequestSchema = z.object({
  id: guid,
  requestType: z.string().nullish(),
  state: z.string().nullish(),
  requestState: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  customExtensionCalloutInstances: z.array(calloutSchema).nullish(),
  requestor: subject.nullish(),
  accessPackage: named.nullish(),
  assignment: z.object({ target: subject.nullish(), assignmentPolicy: named.nullish() }).nullish(),
});
export type AssignmentRequest = z.infer<typeof assignmentRequestSchema>;

/** Entra's state in camelCase; empty when it names none. */
export function stateOf(request: AssignmentRequest): string {
  const state = request.state ?? request.requestState ?? "";
  return state.charAt(0).toLowerCase() + state.slice(1);
}

/** Words of Entra for a type that it does not tell: without being asked to, it does not name what came later than the API. */
const UNTOLD_TYPES: ReadonlySet<string> = new Set(["unknownfuturevalue", "notspecified"]);

/** Entra's type of the request; empty where it names none, so that it may be an addition (Rule I5). */
export function typeOf({ requestType }: AssignmentRequest): string {
  const type = requestType ?? "";
  return UNTOLD_TYPES.has(type.toLowerCase()) ? "" : type;
}

/** After these nothing of a request waits any more, whatever its call-outs say. */
const FINAL: ReadonlySet<string> = new Set([
  "canceled",
  "denied",
  "delivered",
  "partiallyDelivered",
  "deliveryFailed",
]);

/**
 * Call-outs of a request whose answer Entra still waits for. One that was sent may be about to wait. A status that is missing
 * or not known may mean that it waits, as long as the request has not moved on: an answer too many is refused by Entra,
 * one too few is a request that is lost.
 */
export function waitingCallOuts(request: AssignmentRequest) {
  const state = stateOf(request);
  if (FINAL.has(state)) return [];
  const mayNotHaveMoved = ["submitted", "unknownFutureValue", ""].includes(state);
  return (request.customExtensionCalloutInstances ?? []).filter(({ status }) => {
    if (/^(waitingForCallback|calloutSent)$/i.test(status ?? "")) return true;
    const isOver = /^(callbackReceived|calloutFailed|callbackTimedOut)$/i.test(status ?? "");
    return mayNotHaveMoved && !isOver;
  });
}

/** Whether a call-out was answered before its time was over, as Entra sees it. */
export function wasAnswered(request: AssignmentRequest, stageInstanceId: string): boolean {
  return (request.customExtensionCalloutInstances ?? []).some(
    ({ id, status }) =>
      id?.toLowerCase() === stageInstanceId && /^callbackReceived$/i.test(status ?? ""),
  );
}

/**
 * Whether Entra waits for the answer to one call-out. Where it lists no call-out by that id the whole request tells: one
 * that waits nowhere, or has left its first state, waits for nothing of ours.
 */
export function isWaiting(request: AssignmentRequest, stageInstanceId: string): boolean {
  const all = request.customExtensionCalloutInstances ?? [];
  const waiting = waitingCallOuts(request);
  const isOurs = ({ id }: { readonly id?: string | null | undefined }) =>
    id?.toLowerCase() === stageInstanceId;
  if (all.some(isOurs)) return waiting.some(isOurs);
  return all.length > 0 ? waiting.length > 0 : stateOf(request) === "submitted";
}

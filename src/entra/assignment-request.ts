import { z } from "zod";

const guid = z.guid().transform((text) => text.toLowerCase());
const subject = z.object({ objectId: z.string().nullish(), displayName: z.string().nullish() });
const named = z.object({ id: z.string(), displayName: z.string().nullish() });

const calloutSchema = z.object({
  id: z.string().nullish(),
  customExtensionId: z.string().nullish(),
  status: z.string().nullish(),
});

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

/** Call-outs of a request whose answer Entra still waits for. One that was sent may be about to wait. */
export function waitingCallOuts(request: AssignmentRequest) {
  const callOuts = request.customExtensionCalloutInstances ?? [];
  return callOuts.filter(({ status }) => /^(waitingForCallback|calloutSent)$/i.test(status ?? ""));
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

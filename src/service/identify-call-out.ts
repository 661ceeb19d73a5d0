import { identifyRequest, postponeLookUp, refuseUnknown } from "../approval/identify.js";
import type { AccessRequest } from "../approval/request.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { type FoundParts, findParts } from "./find-parts.js";
import { errorName } from "./read-risk.js";

/** Looks up what a call-out names; what cannot be read is asked for again (Rules I1, I5). */
export async function identifyCallOut(
  context: Context,
  request: AccessRequest,
): Promise<AccessRequest | undefined> {
  const found = await readParts(context, request);
  const changed = await changeRequest(context, request.id, (current, now) => {
    if (!found) return postponeLookUp(current, now);
    return found.ok
      ? identifyRequest(current, found.parts, now)
      : refuseUnknown(current, found, now);
  });
  return changed?.request;
}

async function readParts(
  context: Context,
  request: AccessRequest,
): Promise<FoundParts | undefined> {
  const policyId = request.assignmentPolicy.id;
  const ids = {
    requestorId: request.requestor.id,
    targetId: request.target.id,
    accessPackageId: request.accessPackage.id,
    ...(policyId !== "" && { assignmentPolicyId: policyId }),
  };
  try {
    return await findParts(context, ids, true);
  } catch (error) {
    const fields = { requestId: request.id, error: errorName(error) };
    context.log.warn(fields, "a call-out cannot be looked up now and waits");
    return undefined;
  }
}

import { SECOND } from "../approval/instant.js";
import type { AccessRequest } from "../approval/request.js";
import { isReviewedRequestType } from "../approval/request-type.js";
import { type OutsideState, outsideStateOf } from "../approval/views/outside-state.js";
import type { Context } from "./context.js";
import { errorName } from "./read-risk.js";

/** Somebody waits for his card; without Entra's part it is shown all the same. */
const PATIENCE = 3 * SECOND;

/**
 * How a request that has ended here stands in Entra now: it is read when it is shown, and never kept (Rule P4). Undefined
 * where Entra has no word in it: for what did not come by a call-out, is still open here, or asks for no access. Never
 * rejects.
 */
export async function readOutsideState(
  { gate, log }: Pick<Context, "gate" | "log">,
  { id, state, origin }: AccessRequest,
): Promise<OutsideState | undefined> {
  const isTheirs = origin.callOut && isReviewedRequestType(origin.callOut.requestType);
  if (!gate || !isTheirs || state === "pendingApproval") return undefined;
  try {
    const outside = await gate.readRequest(origin.key, PATIENCE);
    return outside ? outsideStateOf(outside.state) : "gone";
  } catch (error) {
    log.warn({ requestId: id, error: errorName(error) }, "the state in Entra cannot be read now");
    return "unreadable";
  }
}

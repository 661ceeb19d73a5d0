import { endOutside, type OutsideEnd } from "../approval/ended-outside.js";
import type { AccessRequest } from "../approval/request.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import type { OutsideRequest } from "./ports/gate.js";

/**
 * Ends a request here that Entra waits for no longer, and closes its cards (Rules C1, N3). False when it had ended before.
 *
 * @param outside what Entra says of it; undefined when it is not there any more
 */
export async function closeEnded(
  context: Context,
  request: AccessRequest,
  outside: OutsideRequest | undefined,
): Promise<boolean> {
  const end = endOf(outside);
  const changed = await changeRequest(context, request.id, (current, now) =>
    endOutside(current, end, now),
  );
  if (!changed?.answer) return false;
  context.log.warn({ requestId: request.id, end }, "Entra no longer waits for this request");
  context.figures.reconciled(end);
  return true;
}

/** A request that timed out in Entra, or failed there, gives no access; one that is not there any more neither. */
function endOf(outside: OutsideRequest | undefined): OutsideEnd {
  if (!outside || outside.state === "canceled") return "canceled";
  return outside.state === "denied" || outside.state === "deliveryFailed" ? "denied" : "wentOn";
}

/** Entra waits 2 s for the answer to a call-out. Milliseconds. */
const CALL_OUT_PATIENCE = 800;

/**
 * Whether the open request of a call-out has been canceled or denied in Entra, so that its people could ask again. Rejects
 * when Entra cannot be read soon: another call-out waits for the answer.
 */
export async function closeWithdrawn(context: Context, request: AccessRequest): Promise<boolean> {
  if (!context.gate || !request.origin.callOut) return false;
  const outside = await context.gate.readRequest(request.origin.key, CALL_OUT_PATIENCE);
  const isWithdrawn = outside?.state === "canceled" || outside?.state === "denied";
  return isWithdrawn && (await closeEnded(context, request, outside));
}

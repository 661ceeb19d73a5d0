import type { Effect } from "./effect.js";
import { endUnplanned } from "./identify.js";
import type { Instant } from "./instant.js";
import type { AccessRequest } from "./request.js";
import { endRequest } from "./settle.js";

/** Ends a request that nobody here decided. Whoever has heard nothing of it from here hears of its end from Entra alone. */
export function endUnasked(
  request: AccessRequest,
  state: "denied" | "canceled",
  endReason: string,
  now: Instant,
): Effect {
  return request.lookUp
    ? endUnplanned(request, state, endReason, now)
    : endRequest(request, state, endReason, now);
}

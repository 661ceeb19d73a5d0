import { andThen, type Effect, effect } from "./effect.js";
import { endUnasked } from "./end-unasked.js";
import type { Instant } from "./instant.js";
import type { AccessRequest } from "./request.js";
import { closeOpenStageCards } from "./stage-cards.js";

/** It was open in a restored copy, and whoever let the copy go on could not vouch for it. */
export const RESTORED = "restoredFromBackup";

/**
 * Ends a request that was open in a copy of `takenAt` and may have been decided since; its cards close (Rule N3). By
 * the system: whoever releases the copy may not see it, and so cannot say that it goes on (Rule V4). Undefined when it
 * had ended before.
 */
export function endRestored(
  request: AccessRequest,
  takenAt: Instant,
  now: Instant,
): Effect | undefined {
  if (request.state !== "pendingApproval") return undefined;
  const found = effect(closeOpenStageCards(request, now), {
    type: "endedByRestore",
    at: now,
    actor: { kind: "system" },
    details: { requestId: request.id, takenAt },
  });
  return andThen(found, (value) => endUnasked(value, "canceled", RESTORED, now));
}

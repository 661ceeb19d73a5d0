import type { SendOutcome } from "../../approval/delivery.js";
import type { PostOutcome } from "../connector/post-outcome.js";

/** The connector's answer in the words of the ledger. */
export function sendOutcome(outcome: PostOutcome, conversationId: string): SendOutcome {
  switch (outcome.kind) {
    case "sent":
      return { kind: "sent", conversationId, activityId: outcome.activityId };
    case "retry":
      return {
        kind: "retry",
        reason: `${outcome.reason}: ${outcome.detail}`,
        ...(outcome.retryAfterMs !== undefined && { retryAfter: outcome.retryAfterMs }),
      };
    default:
      return { kind: outcome.kind, reason: outcome.detail };
  }
}

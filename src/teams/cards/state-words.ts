import type { RequestState } from "../../approval/request.js";

/** The states of a request in words, the same for everybody. */
export const STATE_WORDS: Record<RequestState, string> = {
  pendingApproval: "pending approval",
  approved: "approved",
  handedOver: "continues in My Access",
  delivered: "delivered",
  deliveryFailed: "delivery failed",
  denied: "not approved",
  canceled: "withdrawn",
};

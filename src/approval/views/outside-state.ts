/** Entra's words for the state of a request (Graph: accessPackageRequestState). */
const ENTRA_STATES = [
  "submitted",
  "pendingApproval",
  "scheduled",
  "delivering",
  "delivered",
  "partiallyDelivered",
  "deliveryFailed",
  "denied",
  "canceled",
] as const;

/** How a request stands in Entra: `gone` when it is not there any more, `unreadable` when Entra does not say now. */
export type OutsideState = (typeof ENTRA_STATES)[number] | "gone" | "unreadable";

/** @param state Entra's word; one that is not known cannot be read */
export function outsideStateOf(state: string): OutsideState {
  return ENTRA_STATES.find((known) => known === state) ?? "unreadable";
}

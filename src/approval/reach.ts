import type { Notice } from "./notice.js";
import type { AccessRequest } from "./request.js";

/** Whether a card, or a digest that leads to it, has reached its person, even if it is just being posted once more. */
export function isInFront(notice: Notice): boolean {
  return (
    notice.state === "delivered" ||
    notice.digest !== undefined ||
    notice.copies.some((copy) => copy.activityId !== undefined)
  );
}

/** Whether the card of any primary approver of a stage was delivered (Rule A4). */
export function isReached(request: AccessRequest, index: number): boolean {
  return primaryCards(request, index).some(isInFront);
}

/** Every primary approver's card has failed: nobody can be reached (Rule A4). False while there is none. */
export function isUnreachable(request: AccessRequest, index: number): boolean {
  const cards = primaryCards(request, index);
  return cards.length > 0 && cards.every((notice) => notice.state === "failed");
}

/** Every card of a stage has failed, the fallbacks' and the delegates' included. False while there is none. */
export function isNobodyReachable(request: AccessRequest, index: number): boolean {
  const cards = request.notices.filter(
    (notice) => notice.kind === "approvalCard" && notice.stage === index && !notice.isRevoked,
  );
  return cards.length > 0 && cards.every((notice) => notice.state === "failed");
}

function primaryCards(request: AccessRequest, index: number) {
  const primaries = new Set(request.stages[index]?.primaryApprovers.map((approver) => approver.id));
  return request.notices.filter(
    (notice) =>
      notice.kind === "approvalCard" && notice.stage === index && primaries.has(notice.recipient),
  );
}

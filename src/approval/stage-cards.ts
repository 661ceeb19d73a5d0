import type { Instant } from "./instant.js";
import { changeNotices, touchCard, withdrawNotice } from "./ledger.js";
import { type AccessRequest, openStage } from "./request.js";

/** Every card of a stage has to show that it is over; what was not sent yet is withdrawn (Rules N3, T6). */
export function closeStageCards(
  request: AccessRequest,
  index: number,
  now: Instant,
): AccessRequest {
  return {
    ...request,
    notices: changeNotices(
      request.notices,
      (notice) =>
        notice.stage === index && (notice.kind === "approvalCard" || notice.kind === "reminder"),
      (notice) => withdrawNotice(touchCard(notice, now), now, "overtaken"),
    ),
  };
}

/** The same for whichever stage is open; the request itself where none is. */
export function closeOpenStageCards(request: AccessRequest, now: Instant): AccessRequest {
  const open = openStage(request);
  return open ? closeStageCards(request, open.index, now) : request;
}

/** The approval cards of a stage have something new to show. */
export function touchStageCards(
  request: AccessRequest,
  index: number,
  now: Instant,
): AccessRequest {
  return {
    ...request,
    notices: changeNotices(
      request.notices,
      (notice) => notice.stage === index && notice.kind === "approvalCard",
      (notice) => touchCard(notice, now),
    ),
  };
}

export function touchOwnCards(request: AccessRequest, now: Instant): AccessRequest {
  return {
    ...request,
    notices: changeNotices(
      request.notices,
      (notice) => notice.kind === "ownRequestCard",
      (notice) => touchCard(notice, now),
    ),
  };
}

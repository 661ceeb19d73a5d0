import { addCopy, type NewCopy, repostNotice } from "./card-copy.js";
import { approvalCardOf } from "./find-card.js";
import type { Instant } from "./instant.js";
import { addNotices, changeNotices } from "./ledger.js";
import type { Notice } from "./notice.js";
import type { AccessRequest } from "./request.js";
import { withStage } from "./with-stage.js";

/**
 * Puts an approval card for the open stage in front of a person in answer to what he just did: a click on a list, a
 * typed decision (Rules A6, D6). His row is made if he has none; the answer carries the new copy.
 */
export function showCard(
  request: AccessRequest,
  index: number,
  personId: string,
  copy: NewCopy,
  now: Instant,
): AccessRequest {
  const known = approvalCardOf(request, index, personId);
  const notices = known
    ? request.notices
    : addNotices(
        request.notices,
        [{ kind: "approvalCard", recipient: personId, stage: index }],
        now,
      );
  return {
    ...request,
    notices: changeNotices(
      notices,
      (n) => n.kind === "approvalCard" && n.stage === index && n.recipient === personId,
      (n) => answeredBy(addCopy(n, copy), now),
    ),
  };
}

/** A person's card for a stage is posted once more; he gets a row if he has none (Rules A6, D6). */
export function postCardAgain(
  request: AccessRequest,
  index: number,
  personId: string,
  now: Instant,
): AccessRequest {
  const isHis = (n: Notice): boolean =>
    n.kind === "approvalCard" && n.stage === index && n.recipient === personId;
  const notices = request.notices.some(isHis)
    ? changeNotices(request.notices, isHis, (n) => repostNotice(n, now))
    : addNotices(
        request.notices,
        [{ kind: "approvalCard", recipient: personId, stage: index }],
        now,
      );
  return { ...request, notices };
}

/** The row counts as delivered: the card is the answer to the person's own click or message. */
function answeredBy(notice: Notice, now: Instant): Notice {
  const { sendingSince: _, failure: __, ...rest } = notice;
  return {
    ...rest,
    state: "delivered",
    settledAt: now,
    shownRevision: notice.revision,
    isRevoked: false,
  };
}

/** Remembers that a typed decision was answered with the card: the next one may decide (Rule D6). */
export function rememberPrompt(
  request: AccessRequest,
  index: number,
  personId: string,
  now: Instant,
): AccessRequest {
  return withStage(request, index, (stage) => ({
    ...stage,
    promptedByTyping: [
      ...stage.promptedByTyping.filter((p) => p.personId !== personId),
      { personId, at: now },
    ],
  }));
}

import { approvalCardOf } from "./find-card.js";
import type { Instant } from "./instant.js";
import { addNotices, changeNotices } from "./ledger.js";
import type { CardCopy, Notice } from "./notice.js";
import type { AccessRequest } from "./request.js";
import type { RiskReading } from "./risk.js";
import { withStage } from "./with-stage.js";

export interface NewCopy {
  readonly token: string;
  readonly reading: RiskReading | null;
  readonly isConfirmation: boolean;
  readonly draft?: string;
  readonly conversationId?: string;
  readonly activityId?: string;
}

/** Adds a copy as the next generation of its row (Rules D6, D7, N2). */
export function addCopy(notice: Notice, copy: NewCopy): Notice {
  const generation = (notice.copies.at(-1)?.generation ?? 0) + 1;
  return { ...notice, copies: [...notice.copies, { ...copy, generation, isQuestioned: false }] };
}

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

/** The row counts as delivered: the card is the answer to the person's own click or message. */
function answeredBy(notice: Notice, now: Instant): Notice {
  const { sendingSince: _, failure: __, ...rest } = notice;
  return { ...rest, state: "delivered", settledAt: now, shownRevision: notice.revision };
}

/** Marks a copy whose approve click was answered with a question: it never decides (Rule D7). */
export function questionCopy(notice: Notice, token: string): Notice {
  return {
    ...notice,
    copies: notice.copies.map((c: CardCopy) =>
      c.token === token ? { ...c, isQuestioned: true } : c,
    ),
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

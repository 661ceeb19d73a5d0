import type { CardCopy, Notice } from "./notice.js";
import type { AccessRequest } from "./request.js";

/** A posted copy of a card and the ledger row it belongs to. */
export interface FoundCard {
  readonly notice: Notice;
  readonly copy: CardCopy;
}

/**
 * Finds the card that a click came from. Token, person and conversation must all match what the row knows
 * (Rule D6): a click from somebody else's card, or from another chat, finds nothing.
 */
export function findCard(
  notices: readonly Notice[],
  token: string,
  personId: string,
  conversationId: string,
): FoundCard | undefined {
  for (const notice of notices) {
    if (notice.recipient !== personId) continue;
    const copy = notice.copies.find((c) => c.token === token);
    if (!copy) continue;
    return copy.conversationId === undefined || copy.conversationId === conversationId
      ? { notice, copy }
      : undefined;
  }
  return undefined;
}

/** The newest delivered approval card of a person for a stage: what he was shown last (Rule D7). */
export function lastShownCard(
  request: AccessRequest,
  index: number,
  personId: string,
): FoundCard | undefined {
  const notice = approvalCardOf(request, index, personId);
  const copy = notice?.copies.findLast((c) => c.activityId !== undefined);
  return notice && copy && { notice, copy };
}

/**
 * The card whose approve click a question answers (Rule D7): not the one posted before it, which may be the same question,
 * posted once more, or a card that was not clicked.
 */
export function questionedCopy(notice: Notice, question: CardCopy): CardCopy | undefined {
  const earlier = notice.copies.slice(0, notice.copies.indexOf(question));
  const { reading: asked } = question;
  const isSame = ({ isConfirmation, reading }: CardCopy): boolean =>
    isConfirmation && reading?.readAt === asked?.readAt && reading?.rank === asked?.rank;
  return earlier.findLast((copy) => copy.isQuestioned && !isSame(copy));
}

/** A person's row for a stage; there is at most one. */
export function approvalCardOf(
  request: AccessRequest,
  index: number,
  personId: string,
): Notice | undefined {
  return request.notices.find(
    (n) => n.kind === "approvalCard" && n.stage === index && n.recipient === personId,
  );
}

import type { Instant } from "./instant.js";
import type { CardCopy, Notice } from "./notice.js";
import type { RiskReading } from "./risk.js";

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

/** Marks a copy whose approve click was answered with a question: it never decides (Rule D7). */
export function questionCopy(notice: Notice, token: string): Notice {
  return {
    ...notice,
    copies: notice.copies.map((c: CardCopy) =>
      c.token === token ? { ...c, isQuestioned: true } : c,
    ),
  };
}

/**
 * A delivered or failed card is posted once more at the end of the chat, as its next generation: a person needs it in
 * front of him, or asked for it again.
 */
export function repostNotice(notice: Notice, now: Instant): Notice {
  if (notice.state === "pending") return notice;
  const { failure: _, settledAt: __, ...rest } = notice;
  return { ...rest, state: "pending", attempts: 0, reposts: 0, notBefore: now };
}

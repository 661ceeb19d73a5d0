import { addCopy, type NewCopy, repostNotice } from "./card-copy.js";
import type { Instant } from "./instant.js";
import { endNotice } from "./ledger.js";
import { LOCKED_OUT_PATIENCE, SIGN_OF_LIFE_PATIENCE } from "./limits.js";
import { CARD_KINDS, type CardCopy, type Notice } from "./notice.js";
import { jitteredRetryDelay } from "./retry-delay.js";
import type { RiskReading } from "./risk.js";

/** What became of one send or update, as the edge classified it. */
export type SendOutcome =
  | { readonly kind: "sent"; readonly conversationId: string; readonly activityId: string }
  /** Certainly not sent: try again, not before the delay (milliseconds) where Teams named one. */
  | { readonly kind: "retry"; readonly reason: string; readonly retryAfter?: number }
  /** Certainly not sent, to nobody: the bot itself is not let in. Tried again until it is. */
  | { readonly kind: "lockedOut"; readonly reason: string }
  /** The person cannot be written to until he installs the bot (Rule A4). */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The message or the chat is gone. */
  | { readonly kind: "gone"; readonly reason: string }
  /** May have been sent (Rule N2). */
  | { readonly kind: "unknown"; readonly reason: string }
  /** Our fault: trying again would not help. */
  | { readonly kind: "rejected"; readonly reason: string };

/** How often a card is posted again when nobody knows what became of it (Rule N2). */
const MAX_REPOSTS = 1;

export function replaceNotice(notices: readonly Notice[], changed: Notice): Notice[] {
  return notices.map((notice) => (notice.number === changed.number ? changed : notice));
}

/**
 * A send begins: written before anything leaves (Rule N2). The token belongs to this generation. Undefined when the
 * row is not to be sent any more.
 */
export function beginSend(
  notice: Notice,
  token: string,
  reading: RiskReading | null,
  now: Instant,
): Notice | undefined {
  if (notice.state !== "pending" || notice.notBefore > now) return undefined;
  const isRepost = notice.sendingSince !== undefined;
  return {
    ...addCopy(notice, { token, ...contentOf(notice, reading) }),
    attempts: notice.attempts + 1,
    reposts: notice.reposts + (isRepost ? 1 : 0),
    sendingSince: now,
    notBefore: now + SIGN_OF_LIFE_PATIENCE,
  };
}

/** A question that waits for its confirmation stays one on every further copy (Rule D7). */
function contentOf(notice: Notice, reading: RiskReading | null): Omit<NewCopy, "token"> {
  const question = notice.copies.findLast((copy) => copy.isConfirmation);
  if (!question) return { reading, isConfirmation: false };
  const draft = question.draft === undefined ? {} : { draft: question.draft };
  return { reading: question.reading, isConfirmation: true, ...draft };
}

/** Whether a row of unknown outcome has been posted as often as it may be (Rule N2). */
export function isBlindPostSpent(notice: Notice): boolean {
  return notice.sendingSince !== undefined && notice.reposts >= MAX_REPOSTS;
}

/** In the place of a copy: the try ended on the way to the chat, before there was one. */
export const NOT_BEGUN = { token: "", revision: 0 } as const;

/** The result of a send. `revision` is what the posted card shows. */
export function reportSend(
  notice: Notice,
  token: string,
  revision: number,
  outcome: SendOutcome,
  now: Instant,
): Notice {
  if (outcome.kind === "sent") return delivered(notice, token, revision, outcome, now);
  // A sign of life was faster: it is delivered, whatever this answer says.
  if (notice.state !== "pending") return notice;
  if (outcome.kind === "unknown") return { ...notice, failure: outcome.reason.slice(0, 300) };
  // Another send of the row has begun since, by another node: what becomes of the row, that one says.
  const isOvertaken =
    token === NOT_BEGUN.token ? notice.notBefore > now : notice.copies.at(-1)?.token !== token;
  if (isOvertaken) return { ...notice, copies: withoutCopy(notice, token) };
  const { sendingSince: _, ...rest } = notice;
  const unsent = {
    ...rest,
    copies: withoutCopy(notice, token),
    failure: failureOf(outcome),
  };
  if (outcome.kind === "retry" || outcome.kind === "lockedOut") {
    return { ...unsent, notBefore: now + retryPause(notice, outcome, notice.attempts - 1) };
  }
  return endNotice(unsent, "failed", `${outcome.kind}: ${outcome.reason}`.slice(0, 300), now);
}

/** Seen by the person: a click or a view of one of its copies is proof that it arrived (Rule N2). */
export function noticeSeen(
  notice: Notice,
  token: string,
  conversationId: string,
  activityId: string | undefined,
  now: Instant,
): Notice | undefined {
  const copy = notice.copies.find((c) => c.token === token);
  const isOpen = notice.sendingSince !== undefined;
  if (!copy || (!isOpen && copy.activityId !== undefined)) return undefined;
  if (!isOpen && activityId === undefined) return undefined;
  return delivered(
    notice,
    token,
    notice.shownRevision,
    { conversationId, activityId: activityId ?? "" },
    now,
  );
}

function delivered(
  notice: Notice,
  token: string,
  revision: number,
  at: { readonly conversationId: string; readonly activityId: string },
  now: Instant,
): Notice {
  const { sendingSince: _, failure: __, ...rest } = notice;
  const copies = notice.copies.map((c: CardCopy) =>
    c.token === token
      ? {
          ...c,
          conversationId: at.conversationId,
          ...(at.activityId !== "" && { activityId: at.activityId }),
        }
      : c,
  );
  const shownRevision = Math.max(notice.shownRevision, revision);
  // Updates count their own tries from here.
  const told = { attempts: 0, settledAt: now, shownRevision, notBefore: now };
  return { ...rest, ...told, copies, state: "delivered" };
}

/** The result of an update in place. What cannot be updated any more heals when it is looked at (Rule N3). */
export function reportUpdate(
  notice: Notice,
  revision: number,
  outcome: SendOutcome,
  now: Instant,
): Notice {
  const shown = { ...notice, shownRevision: Math.max(notice.shownRevision, revision), attempts: 0 };
  switch (outcome.kind) {
    case "sent": {
      const { failure: _, ...rest } = shown;
      return rest;
    }
    case "retry":
    case "lockedOut":
    case "unknown": {
      return {
        ...notice,
        attempts: notice.attempts + 1,
        failure: failureOf(outcome),
        notBefore: now + updateDelay(notice, outcome),
      };
    }
    default:
      return { ...shown, failure: `${outcome.kind}: ${outcome.reason}`.slice(0, 300) };
  }
}

/** An update is idempotent: one of unknown outcome is repeated at once, and then with patience. Milliseconds. */
function updateDelay(notice: Notice, outcome: SendOutcome): number {
  const { attempts } = notice;
  if (outcome.kind === "retry" || outcome.kind === "lockedOut")
    return retryPause(notice, outcome, attempts);
  return attempts === 0 ? 0 : jitteredRetryDelay(attempts - 1, rowName(notice));
}

/** Before the next try of what certainly did not arrive, after so many others. Milliseconds. */
function retryPause(
  notice: Notice,
  outcome: Extract<SendOutcome, { kind: "retry" | "lockedOut" }>,
  tries: number,
): number {
  const patience = jitteredRetryDelay(Math.max(0, tries), rowName(notice));
  // It was never this row's fault: once the bot is let in again, nothing waits for long.
  if (outcome.kind === "lockedOut") return Math.min(patience, LOCKED_OUT_PATIENCE);
  return Math.max(outcome.retryAfter ?? 0, patience);
}

const LOCKED_OUT = "lockedOut";

/** Whether the last try of a row found the bot locked out of Teams. */
export function wasLockedOut(notice: Notice): boolean {
  return notice.failure?.startsWith(`${LOCKED_OUT}:`) ?? false;
}

function failureOf(outcome: Extract<SendOutcome, { reason: string }>): string {
  const isLockedOut = outcome.kind === "lockedOut";
  return (isLockedOut ? `${LOCKED_OUT}: ${outcome.reason}` : outcome.reason).slice(0, 300);
}

function rowName(notice: Notice): string {
  return `${notice.recipient}/${notice.number}/${notice.createdAt}`;
}

/** The copies of a card that an update must reach: every message it was posted as, newest token last. */
export function updatableCopies(notice: Notice): readonly CardCopy[] {
  const byActivity = new Map<string, CardCopy>();
  for (const copy of notice.copies) if (copy.activityId) byActivity.set(copy.activityId, copy);
  return [...byActivity.values()];
}

/** An unreachable person can be reached again: his row waits for another try. Undefined for any other row. */
export function reviveNotice(notice: Notice, now: Instant): Notice | undefined {
  if (notice.state !== "failed" || !CARD_KINDS.has(notice.kind)) return undefined;
  return repostNotice(notice, now);
}

/** Whether a row waits because it was revived, and was not tried since. */
export function isRevived(notice: Notice): boolean {
  return notice.state === "pending" && notice.attempts === 0 && notice.notBefore > notice.createdAt;
}

function withoutCopy(notice: Notice, token: string): CardCopy[] {
  return notice.copies.filter((copy) => copy.token !== token);
}

import { z } from "zod";
import { instantSchema } from "./instant.js";
import { riskReadingSchema } from "./risk.js";

/** What a notice says. Cards stay up to date in place; messages are said once. */
export const noticeKindSchema = z.enum([
  "approvalCard",
  "reminder",
  "ownRequestCard",
  "outcome",
  "alert",
  "delegateAppointed",
  "settingsChangeCard",
  "settingsChanged",
  "approvalDigest",
]);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** Kinds that stand for something that can be acted on or ends: worth another try when their person can be reached again. */
export const CARD_KINDS: ReadonlySet<NoticeKind> = new Set([
  "approvalCard",
  "ownRequestCard",
  "settingsChangeCard",
  "alert",
]);

/** Kinds that are updated in place after they were posted; a reminder is, once there is nothing left to decide. */
export const UPDATED_KINDS: ReadonlySet<NoticeKind> = new Set([
  ...CARD_KINDS,
  "reminder",
  "approvalDigest",
]);

export const noticeStateSchema = z.enum(["pending", "delivered", "failed", "withdrawn"]);
export type NoticeState = z.infer<typeof noticeStateSchema>;

/** One posted (or about to be posted) copy of a card. Its token is what a click must carry (Rule D6). */
export const cardCopySchema = z.strictObject({
  generation: z.int().positive(),
  /** Random, unguessable, 128 bits or more. */
  token: z.string().min(16),
  /** The reading that this copy shows (Rule D7); null on a card without risk evidence. */
  reading: riskReadingSchema.nullable(),
  /** The approve click of this copy was answered with a question; it never decides (Rule D7). */
  isQuestioned: z.boolean(),
  /** This copy is the question of Rule D7: a click on it is the confirmation. */
  isConfirmation: z.boolean(),
  /** What the person had typed when the question came back (Rule D7). */
  draft: z.string().optional(),
  conversationId: z.string().optional(),
  activityId: z.string().optional(),
});
export type CardCopy = z.infer<typeof cardCopySchema>;

/** A row of a request's ledger that a digest stands for. */
export const digestEntrySchema = z.strictObject({
  requestId: z.string(),
  notice: z.int().positive(),
});
export type DigestEntry = z.infer<typeof digestEntrySchema>;

/**
 * A row of the delivery ledger (Rule N2): written before the send, counted in exactly one state at all times.
 */
export const noticeSchema = z.strictObject({
  /** Unique within its aggregate, counting up from 1. */
  number: z.int().positive(),
  kind: noticeKindSchema,
  recipient: z.string(),
  /** The stage it belongs to; absent for notices about the whole aggregate. */
  stage: z.int().nonnegative().optional(),
  /** What is said, for kinds with several texts: the outcome, the alert, the deadline of a reminder. */
  subject: z.string().optional(),
  state: noticeStateSchema,
  createdAt: instantSchema,
  /** Next try of a pending row or of an update that is owed. */
  notBefore: instantSchema,
  attempts: z.int().nonnegative(),
  /** A send has begun at this instant and its result is not known (Rule N2). */
  sendingSince: instantSchema.optional(),
  /** How often it was posted again because nobody knew what became of the send (Rule N2). */
  reposts: z.int().nonnegative(),
  /** Why it failed or why the last try did not work: `unreachable`, `rejected`, `throttled` … */
  failure: z.string().max(300).optional(),
  settledAt: instantSchema.optional(),
  /** Nobody can act on this card any more although its stage is open: the delegation ended. */
  isRevoked: z.boolean(),
  copies: z.array(cardCopySchema),
  /** On a digest: the rows that it stands for. */
  digestOf: z.array(digestEntrySchema).optional(),
  /** The digest in its recipient's own ledger that stands for this row. */
  digest: z.int().positive().optional(),
  /** Counts up whenever the card should look different; equal to `shownRevision` when nothing is owed. */
  revision: z.int().nonnegative(),
  shownRevision: z.int().nonnegative(),
});
export type Notice = z.infer<typeof noticeSchema>;

const count = z.int().nonnegative();

/** Totals of a ledger. Rule N2: intended = delivered + failed + withdrawn + pending. */
export const noticeCountsSchema = z.strictObject({
  intended: count,
  delivered: count,
  failed: count,
  withdrawn: count,
  pending: count,
});
export type NoticeCounts = Readonly<z.infer<typeof noticeCountsSchema>>;

export function countNotices(notices: readonly Notice[]): NoticeCounts {
  const counts = { intended: notices.length, delivered: 0, failed: 0, withdrawn: 0, pending: 0 };
  for (const notice of notices) counts[notice.state] += 1;
  return counts;
}

export function addCounts(a: NoticeCounts, b: NoticeCounts | undefined): NoticeCounts {
  if (b === undefined) return a;
  return {
    intended: a.intended + b.intended,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    withdrawn: a.withdrawn + b.withdrawn,
    pending: a.pending + b.pending,
  };
}

/** A posted card that does not show the newest state yet. */
export function isUpdateOwed(notice: Notice): boolean {
  return (
    notice.state === "delivered" &&
    UPDATED_KINDS.has(notice.kind) &&
    notice.revision > notice.shownRevision
  );
}

/** When the sender has to look at a ledger again; undefined when nothing is owed. */
export function nextSendAt(notices: readonly Notice[]): number | undefined {
  let next: number | undefined;
  for (const notice of notices) {
    if (notice.state !== "pending" && !isUpdateOwed(notice)) continue;
    if (next === undefined || notice.notBefore < next) next = notice.notBefore;
  }
  return next;
}

/** The copy that counts now: the newest one. */
export function currentCopy(notice: Notice): CardCopy | undefined {
  return notice.copies.at(-1);
}

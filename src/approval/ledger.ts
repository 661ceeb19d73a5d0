import type { Instant } from "./instant.js";
import { type DigestEntry, type Notice, type NoticeKind, UPDATED_KINDS } from "./notice.js";

export interface NewNotice {
  readonly kind: NoticeKind;
  readonly recipient: string;
  readonly stage?: number;
  readonly subject?: string;
  readonly digestOf?: DigestEntry[];
}

/** Adds ledger rows, numbered on from the last (Rule N2). */
export function addNotices(
  ledger: readonly Notice[],
  additions: readonly NewNotice[],
  now: Instant,
): Notice[] {
  let number = ledger.at(-1)?.number ?? 0;
  return [
    ...ledger,
    ...additions.map((addition) => {
      number += 1;
      return {
        number,
        ...addition,
        state: "pending" as const,
        createdAt: now,
        notBefore: now,
        attempts: 0,
        reposts: 0,
        isRevoked: false,
        copies: [],
        revision: 1,
        shownRevision: 0,
      };
    }),
  ];
}

/** Replaces the rows that match by what `change` makes of them. */
export function changeNotices(
  ledger: readonly Notice[],
  matches: (notice: Notice) => boolean,
  change: (notice: Notice) => Notice,
): Notice[] {
  return ledger.map((notice) => (matches(notice) ? change(notice) : notice));
}

/** The card should look different from now on: the sender owes an update (Rule N3). */
export function touchCard(notice: Notice, now: Instant): Notice {
  if (!UPDATED_KINDS.has(notice.kind)) return notice;
  const touched = { ...notice, revision: notice.revision + 1 };
  return notice.state === "delivered" ? { ...touched, notBefore: now } : touched;
}

/**
 * Takes back a row that is overtaken before it was sent (Rule T6). A row whose send has begun stays pending until its
 * result is known: it may be on somebody's screen.
 */
export function withdrawNotice(notice: Notice, now: Instant, reason: string): Notice {
  if (notice.state !== "pending" || notice.sendingSince !== undefined) return notice;
  return endNotice(notice, "withdrawn", reason, now);
}

/**
 * A row will not be sent (again). If an earlier copy of it, or a digest that names it, stands in a chat it counts as
 * delivered, so that this is kept up to date (Rule N3).
 */
export function endNotice(
  notice: Notice,
  state: "failed" | "withdrawn",
  failure: string,
  now: Instant,
): Notice {
  const { sendingSince: _, ...rest } = notice;
  const isPosted =
    notice.digest !== undefined || notice.copies.some((copy) => copy.activityId !== undefined);
  return {
    ...rest,
    state: isPosted ? "delivered" : state,
    failure,
    settledAt: now,
    notBefore: now,
  };
}

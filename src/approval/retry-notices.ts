import type { AuditEvent } from "./audit-event.js";
import { repostNotice } from "./card-copy.js";
import type { Instant } from "./instant.js";
import { changeNotices } from "./ledger.js";
import type { Notice } from "./notice.js";

/** An administrator wants what has failed to be tried again. */
export interface RetryCall {
  readonly byId: string;
  /** Rows that failed after this instant stay failed: a redelivered call has no second effect (Rule D6). */
  readonly asOf: Instant;
}

/**
 * Failed rows of a ledger wait for another try (Rule N2), but for those that `isOver` says are of no use any more.
 * Undefined when there is none.
 */
export function retryNotices(
  ledger: readonly Notice[],
  aggregateId: string,
  call: RetryCall,
  isOver: (notice: Notice) => boolean,
  now: Instant,
): { readonly notices: Notice[]; readonly event: AuditEvent } | undefined {
  const isMeant = (notice: Notice): boolean =>
    notice.state === "failed" &&
    (notice.settledAt ?? notice.createdAt) <= call.asOf &&
    !isOver(notice);
  const numbers = ledger.filter(isMeant).map((notice) => notice.number);
  if (numbers.length === 0) return undefined;
  return {
    notices: changeNotices(ledger, isMeant, (notice) => repostNotice(notice, now)),
    event: {
      type: "noticesRetried",
      at: now,
      actor: { kind: "person", id: call.byId },
      details: { aggregateId, notices: numbers },
    },
  };
}

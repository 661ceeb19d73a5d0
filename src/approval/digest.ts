import type { AuditEvent } from "./audit-event.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { DIGEST_MEMORY } from "./limits.js";
import type { DigestEntry, Notice } from "./notice.js";
import type { PersonRecord } from "./person-record.js";

/** Whether a digest may stand for a row: an approver's card or reminder that was never on its way. */
export function isDigestible(notice: Notice): boolean {
  return (
    (notice.kind === "approvalCard" || notice.kind === "reminder") &&
    notice.state === "pending" &&
    notice.sendingSince === undefined &&
    notice.copies.length === 0 &&
    notice.digest === undefined
  );
}

/** The digest of a person that stands for a row, or is about to; undefined when the row goes by itself. */
export function coveringDigest(person: PersonRecord, entry: DigestEntry): Notice | undefined {
  return person.notices.findLast(
    (n) => (n.state === "pending" || n.state === "delivered") && standsFor(n, entry),
  );
}

/** A digest for this row was tried and Teams did not take it: the row goes by itself from now on. */
function isDigestSpent(person: PersonRecord, entry: DigestEntry): boolean {
  const digest = person.notices.findLast((n) => standsFor(n, entry));
  return digest?.state === "failed" && !(digest.failure?.startsWith("unreachable") ?? false);
}

function standsFor(digest: Notice, { requestId, notice }: DigestEntry): boolean {
  return digest.digestOf?.some((e) => e.requestId === requestId && e.notice === notice) ?? false;
}

/**
 * One row in the ledger of the approver takes the place of many sends. It refers to rows of many requests; its outcome
 * is folded into each of them afterwards. Rows that another digest stands for are left out. Undefined when fewer than
 * two are left.
 */
export function planDigest(
  person: PersonRecord,
  entries: readonly DigestEntry[],
  now: Instant,
): { readonly person: PersonRecord; readonly event: AuditEvent } | undefined {
  const digestOf = entries.filter(
    (entry) => !coveringDigest(person, entry) && !isDigestSpent(person, entry),
  );
  if (digestOf.length < 2) return undefined;
  const kept = person.notices.map((n) =>
    n.digestOf && now - n.createdAt > DIGEST_MEMORY ? { ...n, digestOf: [] } : n,
  );
  const row = { kind: "approvalDigest" as const, recipient: person.id, digestOf };
  const notices = addNotices(kept, [row], now);
  return {
    person: { ...person, notices },
    event: {
      type: "digestPlanned",
      at: now,
      actor: { kind: "system" },
      details: { personId: person.id, notice: notices.at(-1)?.number ?? 0, rows: digestOf },
    },
  };
}

/**
 * The digest has reached its reader, and with it the row (Rule A4). Idempotent. A row that was overtaken while the digest
 * was on its way stands on it all the same: it counts as delivered, and the digest owes an update (Rule N3).
 */
export function foldDigest(notice: Notice, digest: number, now: Instant): Notice {
  if (notice.digest === digest) return notice;
  const named = { ...notice, digest };
  const isUnsent = notice.copies.length === 0 && notice.sendingSince === undefined;
  if (!isUnsent || (notice.state !== "pending" && notice.state !== "withdrawn")) return named;
  const { failure: _, ...rest } = named;
  const told = { attempts: 0, settledAt: now, notBefore: now };
  if (notice.state === "withdrawn") {
    return { ...rest, ...told, state: "delivered", revision: notice.revision + 1 };
  }
  // A row that has changed since it was written may stand on the digest as it was before: it owes an update.
  return { ...rest, ...told, state: "delivered", shownRevision: 1 };
}

import { z } from "zod";
import type { Actor, AuditEvent } from "./audit-event.js";
import { DAY, HOUR, type Instant, instantSchema, MINUTE } from "./instant.js";
import { noticeSchema } from "./notice.js";
import { type RawSignal, riskRank } from "./risk.js";

const LEVELS = ["minor", "moderate", "elevated"] as const;
export const REPORTABLE_LEVELS = ["none", ...LEVELS] as const;

/** What was reported last of a person's insider risk, since nobody can be asked for it. One for each object id. */
export const insiderRiskRecordSchema = z.strictObject({
  /** Object id, lower case; FEED_ID for the mark that anything was ever reported. */
  id: z.string(),
  /** When the bot stored it. */
  recordedAt: instantSchema,
  /** Since when it is so, as whoever reported it says. */
  lastUpdated: instantSchema,
  /** Absent when he was taken off the list. */
  level: z.enum(LEVELS).optional(),
  /** The system that the level comes from, in the words of whoever reported it. */
  reportedBy: z.string().max(100).optional(),
  /** From then on the level is unknown, which is not none (Rule E3). */
  expiresAt: instantSchema.optional(),
  /** Nobody is told of a level: it is evidence (Rule V3). */
  notices: z.array(noticeSchema).max(0),
});
export type InsiderRiskRecord = z.infer<typeof insiderRiskRecordSchema>;

/**
 * Not a person: says that something was reported at all, so that whom nothing names has level none (Rule E3). Its
 * `lastUpdated` is when something was reported last, to the hour, and its `expiresAt` when the first of the levels expires
 * that were reported then.
 */
export const FEED_ID = "feed";

/** A level as it was handed in and found to be well formed. */
export interface LevelReport {
  /** `none` takes the person off the list. */
  readonly level: (typeof REPORTABLE_LEVELS)[number];
  readonly reportedBy?: string;
  /** Now, unless said. */
  readonly lastUpdated?: Instant;
  /** Present for every level but `none`. */
  readonly expiresAt?: Instant;
}

export type LevelChange =
  | {
      readonly kind: "recorded";
      readonly record: InsiderRiskRecord;
      readonly events: readonly AuditEvent[];
    }
  | { readonly kind: "unchanged"; readonly record: InsiderRiskRecord }
  /** Something newer is stored: an old report that comes late must not undo it. */
  | { readonly kind: "outdated"; readonly record: InsiderRiskRecord };

/** What was reported of a person becomes what is known of him. The same report again changes nothing. */
export function recordLevel(
  known: InsiderRiskRecord | undefined,
  personId: string,
  report: LevelReport,
  actor: Actor,
  now: Instant,
): LevelChange {
  const { level, reportedBy } = report;
  const lastUpdated = Math.min(report.lastUpdated ?? now, now);
  if (known && isSame(known, report)) return { kind: "unchanged", record: known };
  if (known && lastUpdated < known.lastUpdated) return { kind: "outdated", record: known };
  const expiresAt = level === "none" ? undefined : report.expiresAt;
  const record: InsiderRiskRecord = {
    id: personId,
    recordedAt: now,
    lastUpdated,
    ...(level !== "none" && { level }),
    ...(reportedBy !== undefined && { reportedBy }),
    ...(expiresAt !== undefined && { expiresAt }),
    notices: [],
  };
  const event: AuditEvent = {
    type: "insiderRiskReported",
    at: now,
    actor,
    details: {
      personId,
      reported: {
        source: "insiderRisk",
        rank: riskRank("insiderRisk", level),
        lastUpdated,
        expiresAt,
      },
    },
    ...(reportedBy !== undefined && { personal: { reportedBy } }),
  };
  return { kind: "recorded", record, events: [event] };
}

/** The mark is written anew at most this often, so that a report stays one write. */
const MARK_RENEWAL = 1 * HOUR;
/** So much less until the first level expires is worth a write. */
const WORTH_NOTING = 1 * MINUTE;

/**
 * The mark that something was reported, from the first report on.
 *
 * @param expiresAt when the level that was reported expires, or the first of several; none for `none`
 * @returns undefined when the mark says enough
 */
export function markFeed(
  known: InsiderRiskRecord | undefined,
  actor: Actor,
  now: Instant,
  expiresAt?: Instant,
): { readonly record: InsiderRiskRecord; readonly events: readonly AuditEvent[] } | undefined {
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  if (!known) {
    return {
      record: { id: FEED_ID, recordedAt: now, lastUpdated: now, ...expiry, notices: [] },
      events: [{ type: "insiderRiskFeedBegan", at: now, actor, details: {} }],
    };
  }
  if (now - known.lastUpdated >= MARK_RENEWAL)
    return { record: { ...known, lastUpdated: now, ...expiry }, events: [] };
  const until = known.expiresAt ?? Number.POSITIVE_INFINITY;
  const isEarlier = expiresAt !== undefined && until - expiresAt >= WORTH_NOTING;
  return isEarlier ? { record: { ...known, expiresAt }, events: [] } : undefined;
}

/** A feed may rest this long before its silence means anything. */
const REST_OF_FEEDS = 1 * DAY;

/**
 * Since when nothing was reported, and when the first level ran out since: whoever reports renews a level before it
 * expires, so that the feed may have stopped. Undefined while it need not have.
 */
export function silenceOf(
  feed: InsiderRiskRecord | undefined,
  now: Instant,
): { readonly from: Instant; readonly to: Instant } | undefined {
  if (feed?.expiresAt === undefined) return undefined;
  const { lastUpdated: from, expiresAt: to } = feed;
  return now - from >= REST_OF_FEEDS && now >= to ? { from, to } : undefined;
}

/** What the source says of somebody at `now`. A level that has expired is not none, it is unknown (Rule E3). */
export function signalOf(record: InsiderRiskRecord, now: Instant): RawSignal {
  const { level, expiresAt, lastUpdated, recordedAt, reportedBy = "" } = record;
  if (level === undefined || expiresAt === undefined) return { kind: "notListed" };
  const reported = { reportedBy, recordedAt, expiresAt };
  return { kind: expiresAt > now ? "listed" : "expired", level, lastUpdated, reported };
}

function isSame(known: InsiderRiskRecord, report: LevelReport): boolean {
  const isSameTime = report.lastUpdated === undefined || report.lastUpdated === known.lastUpdated;
  return (
    isSameTime &&
    (known.level ?? "none") === report.level &&
    known.reportedBy === report.reportedBy &&
    (report.level === "none" || known.expiresAt === report.expiresAt)
  );
}

import { z } from "zod";
import { type Instant, instantSchema } from "./instant.js";

export const riskSourceSchema = z.enum(["idProtection", "insiderRisk"]);
export type RiskSource = z.infer<typeof riskSourceSchema>;

/** Stage order (Rule P1). */
export const RISK_SOURCES: readonly RiskSource[] = ["idProtection", "insiderRisk"];

/** Levels of each source, lowest first. The position is the rank. */
export const RISK_LEVELS = {
  idProtection: ["none", "low", "medium", "high"],
  insiderRisk: ["none", "minor", "moderate", "elevated"],
} as const satisfies Record<RiskSource, readonly string[]>;

/** The roles whose holders may see a source's evidence (Rules V2, V4). */
export const EVIDENCE_ROLES: Record<RiskSource, string> = {
  idProtection: "Security Administrator",
  insiderRisk: "Compliance Administrator",
};

const unavailableReasonSchema = z.enum([
  "noAnswer",
  "refused",
  "hidden",
  "unknownValue",
  "expired",
  "nothingReported",
]);
export type UnavailableReason = z.infer<typeof unavailableReasonSchema>;

/** Where a level comes from that was handed in instead of read. */
export const reportedSchema = z.strictObject({
  /** The system that it comes from, in the words of whoever reported it. */
  reportedBy: z.string().max(100),
  recordedAt: instantSchema,
  expiresAt: instantSchema,
  /** What it was until it expired; only then. */
  expiredLevel: z.string().max(100).optional(),
});
export type Reported = z.infer<typeof reportedSchema>;
/** Most detections of a person that are kept with a request, newest first. */
export const MOST_DETECTIONS = 5;

/** One thing that a source detected of a person. Evidence: only for that source's approvers, never in the audit (Rule V2). */
export const riskDetectionSchema = z.strictObject({
  /** Graph's word, such as `unfamiliarFeatures`. */
  riskEventType: z.string().max(100),
  detectedAt: instantSchema,
  /** Where from: a place, an address, or both. */
  location: z.string().max(200).optional(),
});
export type RiskDetection = z.infer<typeof riskDetectionSchema>;

/** What was read of one person from one source (Rule E4). Evidence: only for that source's approvers (Rule V2). */
export const riskReadingSchema = z.strictObject({
  source: riskSourceSchema,
  personId: z.string(),
  readAt: instantSchema,
  /** Position in RISK_LEVELS; null when no level could be read. */
  rank: z.int().min(0).max(3).nullable(),
  unavailable: unavailableReasonSchema.optional(),
  riskState: z.string().max(100).optional(),
  riskDetail: z.string().max(500).optional(),
  lastUpdated: instantSchema.optional(),
  reported: reportedSchema.optional(),
  /** The source was not asked in time: this is what a copy of its list said at that moment (Rule D7). */
  asOf: instantSchema.optional(),
  /** The latest things that were detected; only beside the request, not in plans and cards' copies. */
  detections: z.array(riskDetectionSchema).max(MOST_DETECTIONS).optional(),
});
export type RiskReading = z.infer<typeof riskReadingSchema>;

/**
 * What a signals port returns: Graph's own words, not yet judged. `notListed` is an answer, not a failure. `asOf` says that
 * a copy answered, and how old it is.
 */
export type RawSignal =
  | {
      readonly kind: "listed";
      readonly level: string;
      readonly riskState?: string;
      readonly riskDetail?: string;
      readonly lastUpdated?: Instant;
      readonly reported?: Reported;
      readonly asOf?: Instant;
    }
  /** It was listed, and nobody has said for how long that still holds: not none, but unknown (Rule E3). */
  | {
      readonly kind: "expired";
      readonly level: string;
      readonly lastUpdated: Instant;
      readonly reported: Reported;
    }
  | { readonly kind: "notListed"; readonly asOf?: Instant }
  | { readonly kind: "failed"; readonly reason: "noAnswer" | "refused" | "nothingReported" };

const COUNTS_AS_NONE = new Set(["dismissed", "remediated", "confirmedSafe"]);
/** States in which the level says how risky somebody is. Any other may be worse than its level. */
const LEVEL_COUNTS = new Set(["none", "atRisk"]);
const HIGHEST = 3;

/** Judges a raw signal: Rules E2 (states) and E3 (not listed, hidden, unknown, expired, failed). */
export function interpretSignal(
  source: RiskSource,
  personId: string,
  raw: RawSignal,
  readAt: Instant,
): RiskReading {
  const plain = { source, personId, readAt };
  if (raw.kind === "failed") return { ...plain, rank: null, unavailable: raw.reason };
  if (raw.kind === "expired") {
    const reported = { ...raw.reported, expiredLevel: raw.level };
    const { lastUpdated } = raw;
    return { ...plain, rank: null, unavailable: "expired", lastUpdated, reported };
  }
  const reading = { ...plain, ...(raw.asOf !== undefined && { asOf: raw.asOf }) };
  if (raw.kind === "notListed") return { ...reading, rank: 0 };
  const facts = {
    ...reading,
    ...(raw.riskState !== undefined && { riskState: raw.riskState.slice(0, 100) }),
    ...(raw.riskDetail !== undefined && { riskDetail: raw.riskDetail.slice(0, 500) }),
    ...(raw.lastUpdated !== undefined && { lastUpdated: raw.lastUpdated }),
    ...(raw.reported !== undefined && { reported: raw.reported }),
  };
  if (raw.riskState !== undefined && COUNTS_AS_NONE.has(raw.riskState))
    return { ...facts, rank: 0 };
  if (raw.riskState === "confirmedCompromised") return { ...facts, rank: HIGHEST };
  const rank = (RISK_LEVELS[source] as readonly string[]).indexOf(raw.level);
  const isStateKnown = raw.riskState === undefined || LEVEL_COUNTS.has(raw.riskState);
  if (rank >= 0) return { ...facts, rank, ...(!isStateKnown && { unavailable: "unknownValue" }) };
  return { ...facts, rank: null, unavailable: raw.level === "hidden" ? "hidden" : "unknownValue" };
}

/**
 * One reading for a stage out of those of its source (Rule E1): the highest level that could be read, marked
 * unavailable when any of them could not. `rank` is null when none could.
 */
export function combineReadings(readings: readonly RiskReading[]): RiskReading | undefined {
  const highest = readings.reduce<RiskReading | undefined>((top, next) => {
    return top === undefined || (next.rank ?? -1) > (top.rank ?? -1) ? next : top;
  }, undefined);
  const unavailable = readings.find((reading) => reading.unavailable !== undefined)?.unavailable;
  return highest && unavailable ? { ...highest, unavailable } : highest;
}

export function riskLevelName(source: RiskSource, rank: number): string {
  return RISK_LEVELS[source][rank] ?? "none";
}

export function riskRank(source: RiskSource, level: string): number {
  return (RISK_LEVELS[source] as readonly string[]).indexOf(level);
}

/** A reading without what was detected: that stands beside the request once. */
export function plainReading({ detections: _, ...reading }: RiskReading): RiskReading {
  return reading;
}

/** A reading for the audit: what was read, from where, when (Rule E4), without the source's free text. */
export function auditReading({ riskDetail: _, detections: __, reported, ...reading }: RiskReading) {
  if (!reported) return reading;
  const { reportedBy: ___, ...rest } = reported;
  return { ...reading, reported: rest };
}

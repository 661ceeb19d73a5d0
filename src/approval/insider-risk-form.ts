import { z } from "zod";
import { type LevelReport, REPORTABLE_LEVELS } from "./insider-risk.js";
import { DAY, type Instant, MINUTE } from "./instant.js";

/** A level may count for so long; who is watched longer is reported again. */
export const LONGEST_VALIDITY = 366 * DAY;
/** So far the clock of whoever reports may be ahead. */
const CLOCK_TOLERANCE = 5 * MINUTE;

/** The fields of a report, as they are written in JSON and in the first line of a file. */
export const REPORT_FIELDS = [
  "level",
  "source",
  "expirationDateTime",
  "lastUpdatedDateTime",
] as const;

export type CheckedReport =
  | { readonly ok: true; readonly report: LevelReport }
  /** `problem` goes on after the name of the field: what is wrong, what is allowed, an example. */
  | { readonly ok: false; readonly field: string; readonly problem: string };

const dateTime = z.iso
  .datetime({
    offset: true,
    error: 'must be a date with time and zone, for example "2026-12-24T08:00:00Z".',
  })
  .transform((text) => Date.parse(text))
  .nullish();

const sourceHint =
  'must name the system that the level comes from, in at most 100 letters, digits, spaces and . _ : ( ) / -, for example "Purview export".';

const form = z.strictObject({
  level: z.enum(REPORTABLE_LEVELS, {
    error: `must be one of ${REPORTABLE_LEVELS.join(", ")}, for example "moderate".`,
  }),
  source: z
    .string({ error: sourceHint })
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:()/-]{0,99}$/u, { error: sourceHint }),
  expirationDateTime: dateTime,
  lastUpdatedDateTime: dateTime,
});

/** Reads a report. Refused: an unknown field, a level that never ends or has ended, and a date that is yet to come. */
export function checkReport(given: unknown, now: Instant): CheckedReport {
  const parsed = form.safeParse(given);
  if (!parsed.success) return refuseForm(parsed.error);
  const { level, source, expirationDateTime, lastUpdatedDateTime } = parsed.data;
  const lastUpdated = lastUpdatedDateTime ?? undefined;
  if (lastUpdated !== undefined && lastUpdated > now + CLOCK_TOLERANCE)
    return refuse("lastUpdatedDateTime", `must not be in the future; now it is ${isoOf(now)}.`);
  const base = {
    ...{ level, reportedBy: source },
    ...(lastUpdated !== undefined && { lastUpdated }),
  };
  if (level === "none") return { ok: true, report: base };
  return checkExpiration(base, expirationDateTime ?? undefined, now);
}

function checkExpiration(
  base: LevelReport,
  expiresAt: Instant | undefined,
  now: Instant,
): CheckedReport {
  const example = `for example "${isoOf(now + 30 * DAY)}".`;
  if (expiresAt === undefined)
    return refuse("expirationDateTime", `is missing: a level counts until then, ${example}`);
  if (expiresAt <= now) return refuse("expirationDateTime", `must be in the future, ${example}`);
  if (expiresAt > now + LONGEST_VALIDITY)
    return refuse("expirationDateTime", `must be within 366 days from now, ${example}`);
  return { ok: true, report: { ...base, expiresAt } };
}

function refuseForm({ issues: [issue] }: z.ZodError): CheckedReport {
  if (issue?.code === "unrecognized_keys")
    return refuse(issue.keys[0] ?? "", `is not known. Known are ${REPORT_FIELDS.join(", ")}.`);
  return refuse(String(issue?.path[0] ?? ""), issue?.message ?? "is wrong.");
}

function refuse(field: string, problem: string): CheckedReport {
  return { ok: false, field, problem };
}

function isoOf(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}

import { z } from "zod";

/** A moment in time: milliseconds since 1970-01-01T00:00:00Z. Always UTC, always a whole number. */
export type Instant = number;

/** A span as ISO 8601 text, weeks to seconds only (`P1D`, `PT4H`): months and years have no fixed length. */
export type Duration = string;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const ISO_DURATION =
  /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;
const UNIT_LENGTHS = [7 * DAY, DAY, HOUR, MINUTE, SECOND];

/** Length in milliseconds, or undefined when the text is no supported ISO 8601 duration. A day is 24 hours. */
export function parseDuration(text: string): number | undefined {
  const match = ISO_DURATION.exec(text);
  if (!match || text === "P" || text.endsWith("T")) return undefined;
  return UNIT_LENGTHS.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * unit, 0);
}

/** Length of a duration that a schema has already accepted. */
export function durationMs(duration: Duration): number {
  const length = parseDuration(duration);
  if (length === undefined) throw new RangeError(`Not an ISO 8601 duration: ${duration}`);
  return length;
}

/** The shortest ISO 8601 text of a span, rounded down to whole seconds. */
export function formatDuration(ms: number): Duration {
  let rest = Math.max(0, Math.floor(ms / SECOND)) * SECOND;
  const take = (unit: number): number => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const [days, hours, minutes, seconds] = [take(DAY), take(HOUR), take(MINUTE), take(SECOND)];
  const time = `${hours ? `${hours}H` : ""}${minutes ? `${minutes}M` : ""}${seconds ? `${seconds}S` : ""}`;
  if (!days && !time) return "PT0S";
  return `P${days ? `${days}D` : ""}${time ? `T${time}` : ""}`;
}

export const instantSchema = z.int().nonnegative();
export const durationSchema = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: "must be an ISO 8601 duration such as PT4H or P1D",
  abort: true,
});

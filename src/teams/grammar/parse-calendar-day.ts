import type { CalendarDay } from "./command-arguments.js";

const ISO_DATE = /^(2\d{3})-(\d{2})-(\d{2})$/;

/**
 * Reads `2026-12-01` (years 2000 to 2999, a day that exists), `today` or `tomorrow`; undefined for anything else.
 * The day has no time zone yet.
 */
export function parseCalendarDay(typed: string): CalendarDay | undefined {
  const word = typed.toLowerCase();
  if (word === "today" || word === "tomorrow") return word;
  const match = ISO_DATE.exec(word);
  if (match === null) return undefined;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  // A date that does not exist, such as 30 February, rolls over into another one.
  return date.toISOString().slice(0, 10) === word ? word : undefined;
}

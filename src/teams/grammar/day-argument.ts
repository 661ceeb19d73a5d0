import type { CalendarDay } from "./command-arguments.js";
import { plainWord } from "./command-line.js";
import { findEntry } from "./command-reference.js";
import { findNearest } from "./find-nearest.js";
import { type GrammarProblem, quoteTyped, refuseMissing, refuseValue } from "./grammar-problem.js";
import { parseCalendarDay } from "./parse-calendar-day.js";
import type { CommandKind } from "./parsed-command.js";
import type { Token } from "./tokenize.js";

/** A calendar day, or the answer for one that is missing, unreadable or not in the calendar. */
export function readDay(
  kind: CommandKind,
  token: Token | undefined,
): { readonly day: CalendarDay } | GrammarProblem {
  if (token === undefined) return refuseMissing(kind, "The date");
  const day = parseCalendarDay(plainWord(token));
  if (day !== undefined) return { day };
  return refuseValue(kind, {
    wrong: `${quoteTyped(token.value)} is not a date`,
    label: "dates",
    values: ["year-month-day such as 2026-12-01", "today", "tomorrow"],
    example: findEntry(kind).example,
    nearest: findNearest(token.value, ["today", "tomorrow"]),
  });
}

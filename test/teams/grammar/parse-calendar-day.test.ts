import { expect, test } from "vitest";
import { parseCalendarDay } from "../../../src/teams/grammar/parse-calendar-day.js";

test.each([
  ["2026-12-01", "2026-12-01"],
  ["2028-02-29", "2028-02-29"],
  ["Today", "today"],
  ["TOMORROW", "tomorrow"],
])("reads %s as %s", (typed, expected) => {
  expect(parseCalendarDay(typed)).toBe(expected);
});

test.each([
  ...["", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-12-01", "0001-01-01"],
  ...["01.12.2026", "12/01/2026", "2026-12-01T00:00", "yesterday", "20261201"],
])("refuses %j", (typed) => {
  expect(parseCalendarDay(typed)).toBeUndefined();
});

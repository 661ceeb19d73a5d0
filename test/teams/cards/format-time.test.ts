import { describe, expect, test } from "vitest";
import { formatInstant, formatSecond } from "../../../src/teams/cards/format-instant.js";
import { formatSpan, formatTimeAgo, formatTimeLeft } from "../../../src/teams/cards/format-span.js";
import { DAYS, HOURS, MINUTES, NOW } from "./fixtures.js";

const berlin = { now: NOW, timeZone: "Europe/Berlin", locale: "en-GB" };
const at = (text: string) => Date.parse(text);

describe("an instant", () => {
  test("is written in the reader's zone, with the zone named", () => {
    expect(formatInstant(at("2026-11-24T15:00:00Z"), berlin)).toBe("Tue 24 Nov 16:00 (CET)");
    const newYork = { ...berlin, timeZone: "America/New_York" };
    expect(formatInstant(at("2026-11-24T15:00:00Z"), newYork)).toBe("Tue 24 Nov 10:00 (EST)");
    const tokyo = { ...berlin, timeZone: "Asia/Tokyo" };
    expect(formatInstant(at("2026-11-24T15:00:00Z"), tokyo)).toBe("Wed 25 Nov 00:00 (GMT+9)");
  });

  test("follows the change of summer time", () => {
    const now = at("2026-10-24T12:00:00Z");
    const spell = (text: string) => formatInstant(at(text), { ...berlin, now });
    expect(spell("2026-10-25T00:30:00Z")).toBe("Sun 25 Oct 02:30 (CEST)");
    expect(spell("2026-10-25T01:30:00Z")).toBe("Sun 25 Oct 02:30 (CET)");
    expect(spell("2026-03-29T00:59:00Z")).toBe("Sun 29 Mar 01:59 (CET)");
    expect(spell("2026-03-29T01:00:00Z")).toBe("Sun 29 Mar 03:00 (CEST)");
  });

  test("has the year when it is not the present one in the reader's zone", () => {
    const newYear = at("2026-12-31T23:30:00Z");
    expect(formatInstant(newYear, berlin)).toBe("Fri 1 Jan 2027 00:30 (CET)");
    expect(formatInstant(newYear, { ...berlin, timeZone: "UTC" })).toBe("Thu 31 Dec 23:30 (UTC)");
  });

  test("has twelve hours where the reader's locale counts so", () => {
    const american = { ...berlin, locale: "en-US" };
    expect(formatInstant(at("2026-11-24T15:00:00Z"), american)).toBe("Tue 24 Nov 4:00 pm (CET)");
    expect(formatInstant(at("2026-11-23T23:05:00Z"), american)).toBe("Tue 24 Nov 12:05 am (CET)");
    expect(formatInstant(at("2026-11-23T23:05:00Z"), berlin)).toBe("Tue 24 Nov 00:05 (CET)");
  });

  test("U1 has seconds in a trail, before the half of the day and the zone", () => {
    const second = at("2026-11-24T15:00:07.900Z");
    expect(formatSecond(second, berlin)).toBe("Tue 24 Nov 16:00:07 (CET)");
    expect(formatSecond(second, { ...berlin, locale: "en-US" })).toBe(
      "Tue 24 Nov 4:00:07 pm (CET)",
    );
    expect(formatSecond(at("2025-11-24T15:00:59.999Z"), berlin)).toBe(
      "Mon 24 Nov 2025 16:00:59 (CET)",
    );
  });

  test("is written in UTC for a zone that nobody knows, whatever the locale", () => {
    const odd = { now: NOW, timeZone: "Mars/Olympus", locale: "not a locale" };
    expect(formatInstant(at("2026-11-24T15:00:00Z"), odd)).toBe("Tue 24 Nov 15:00 (UTC)");
  });
});

describe("a span", () => {
  test.each([
    [59_999, "less than 1 min"],
    [12 * MINUTES + 59_000, "12 min"],
    [2 * HOURS, "2 h"],
    [90 * MINUTES, "1 h 30 min"],
    [DAYS, "1 day"],
    [2 * DAYS + 4 * HOURS + 50 * MINUTES, "2 days 4 h"],
  ])("of %i ms is %s: it never promises more", (ms, words) => {
    expect(formatSpan(ms)).toBe(words);
  });

  test("until a deadline ends with due now, and a fresh event is just now", () => {
    expect(formatTimeLeft(NOW + 2 * HOURS, NOW)).toBe("2 h left");
    expect(formatTimeLeft(NOW, NOW)).toBe("due now");
    expect(formatTimeAgo(NOW - 12 * MINUTES, NOW)).toBe("12 min ago");
    expect(formatTimeAgo(NOW, NOW)).toBe("just now");
  });
});

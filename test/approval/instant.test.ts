import { describe, expect, test } from "vitest";
import {
  DAY,
  durationMs,
  durationSchema,
  formatDuration,
  HOUR,
  MINUTE,
  parseDuration,
  SECOND,
} from "../../src/approval/instant.js";

const WRITTEN: readonly [string, number][] = [
  ["PT0S", 0],
  ["PT1S", SECOND],
  ["PT59S", 59 * SECOND],
  ["PT1M", MINUTE],
  ["PT1H", HOUR],
  ["PT23H59M59S", DAY - SECOND],
  ["P1D", DAY],
  ["P1DT1S", DAY + SECOND],
  ["P2DT3H4M5S", 2 * DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND],
  ["PT1H5S", HOUR + 5 * SECOND],
  ["P14D", 14 * DAY],
];

describe("a duration", () => {
  test.each([
    ...WRITTEN,
    ["P2W", 14 * DAY],
    ["P1W2DT3H", 9 * DAY + 3 * HOUR],
    ["PT90M", 90 * MINUTE],
    ["PT36H", 36 * HOUR],
    ["P0D", 0],
    ["P123456D", 123_456 * DAY],
    ["PT1234567S", 1_234_567 * SECOND],
  ] as const)("S1 %s is %d ms long", (text, length) => {
    expect(parseDuration(text)).toBe(length);
    expect(durationMs(text)).toBe(length);
    expect(durationSchema.safeParse(text).success).toBe(true);
  });

  test.each([
    ...["", "P", "PT", "P1DT", "1D", "T1H", "P1H", "PT1D", "P1M", "P1Y", "P-1D", "P1.5D", "p1d"],
    ...["PT1H ", " PT1H", "PT1HP1D", "xP1D", "P1Dx", "P1234567D", "PT12345678S", "PT1S1M"],
  ])("S2 %j is none, and is told with an example", (text) => {
    expect(parseDuration(text)).toBeUndefined();
    expect(() => durationMs(text)).toThrow(`Not an ISO 8601 duration: ${text}`);
    expect(durationSchema.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      "must be an ISO 8601 duration such as PT4H or P1D",
    ]);
  });

  test.each(WRITTEN)("is written as %s, as short as it can be", (text, length) => {
    expect(formatDuration(length)).toBe(text);
    expect(formatDuration(length + SECOND - 1)).toBe(text);
  });

  test("is never written as less than nothing", () => {
    expect(formatDuration(-1)).toBe("PT0S");
    expect(formatDuration(-DAY)).toBe("PT0S");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "../../../src/teams/grammar/parse-duration.js";

describe("parseDuration", () => {
  test.each([
    ["90s", "PT1M30S"],
    ["30m", "PT30M"],
    ["4h", "PT4H"],
    ["2d", "P2D"],
    ["24h", "P1D"],
    ["1h30m", "PT1H30M"],
    ["1d 12h", "P1DT12H"],
    ["2 Days", "P2D"],
    ["1 week", "P7D"],
    ["PT4H", "PT4H"],
    ["pt4h", "PT4H"],
    ["P1D", "P1D"],
    ["P2W", "P14D"],
    ["P1DT2H3M4S", "P1DT2H3M4S"],
    ["PT0H5M", "PT5M"],
  ])("reads %s as %s", (typed, expected) => {
    expect(parseDuration(typed)).toBe(expected);
  });

  test.each([
    ..."0s 0 P PT P0D PT0S P1M P1Y P1Y2D PT1.5H 1.5h -4h PT-4H 4 h 4x 1h1h 30m1h 4hx x4h".split(
      " ",
    ),
    "",
    "1mo",
    "1234567890s",
    "constructor",
    "1constructor",
    "٣h",
  ])("refuses %j", (typed) => {
    expect(parseDuration(typed)).toBeUndefined();
  });

  test("gives a text that it reads as itself, for every number of seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (seconds) => {
        const duration = parseDuration(`${seconds}s`) ?? "";
        expect(parseDuration(duration)).toBe(duration);
        expect(parseDuration(`PT${seconds}S`)).toBe(duration);
      }),
    );
  });
});

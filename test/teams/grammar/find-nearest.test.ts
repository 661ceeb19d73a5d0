import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance } from "../../../src/teams/grammar/edit-distance.js";
import { findNearest } from "../../../src/teams/grammar/find-nearest.js";

describe("editDistance", () => {
  test.each([
    ["approve", "approve", 0],
    ["aprove", "approve", 1],
    ["approvve", "approve", 1],
    ["apprive", "approve", 1],
    ["apporve", "approve", 1],
    ["", "deny", 4],
    ["risk", "", 4],
    ["audit", "deny", 5],
  ])("of %j and %j is %i", (left, right, expected) => {
    expect(editDistance(left, right)).toBe(expected);
  });

  test("is the same in both directions and at most the longer length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (left, right) => {
        const distance = editDistance(left, right);
        expect(editDistance(right, left)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
        expect(distance === 0).toBe(left === right);
      }),
    );
  });
});

describe("findNearest", () => {
  const levels = ["minor", "moderate", "elevated"];

  test.each([
    ["moderat", "moderate"],
    ["MINRO", "minor"],
    ["elev", "elevated"],
    ["high", undefined],
    ["e", undefined],
    ["", undefined],
  ])("finds for %j: %s", (typed, expected) => {
    expect(findNearest(typed, levels)).toBe(expected);
  });

  test("allows one typing error only in a short word", () => {
    expect(findNearest("rsik", ["risk"])).toBe("risk");
    expect(findNearest("rsig", ["risk"])).toBeUndefined();
  });

  test("prefers the closest and then the first candidate", () => {
    expect(findNearest("request", ["requests", "request"])).toBe("request");
    expect(findNearest("requesr", ["request", "requess"])).toBe("request");
  });
});

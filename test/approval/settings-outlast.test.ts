import { expect, test } from "vitest";
import { defaultSettings } from "../../src/approval/control-settings.js";
import { DAY } from "../../src/approval/instant.js";
import { findOutlasting } from "../../src/approval/settings-problem.js";

const settings = (denial: string, isApprovalRequired = true) => ({
  ...defaultSettings("idProtection"),
  isApprovalRequired,
  durationBeforeAutomaticDenial: denial,
});

test.each([
  ["P3D", "P3D", true, 0],
  ["P13D", "P3D", false, 0],
  ["P14D", "P3D", false, 1],
  ["P7D", "P7D", true, 1],
  ["P7D", "P6D", true, 0],
] as const)(
  "S1 reviews of %s and %s (the second on: %s) have %d problem with Entra's wait of 14 days",
  (own, other, isOn, count) => {
    expect(findOutlasting(settings(own), [settings(other, isOn)], 14 * DAY)).toHaveLength(count);
  },
);

test("S1 a source that is off outlasts nothing", () => {
  expect(findOutlasting(settings("P14D", false), [settings("P14D")], 14 * DAY)).toEqual([]);
});

test("S2 what it may be at most is what is left by the other source", () => {
  const [problem] = findOutlasting(settings("P10D"), [settings("P5D")], 14 * DAY);
  expect(problem).toMatchObject({ code: "outlastsWait", setting: "durationBeforeAutomaticDenial" });
  const longest = problem?.code === "outlastsWait" ? problem.longest : 0;
  expect(longest).toBeLessThan(9 * DAY);
  expect(longest).toBeGreaterThan(8.9 * DAY);
});

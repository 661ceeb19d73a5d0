import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ControlSettings, defaultSettings } from "../../src/approval/control-settings.js";
import { carryOver, differingSettings } from "../../src/approval/settings-difference.js";
import { person } from "../builders/request.js";

const rule = fc
  .integer({ min: 1, max: 5 })
  .map((n) => ({ kind: "user" as const, id: person(n).id }));
const rules = fc.uniqueArray(rule, { selector: ({ id }) => id, maxLength: 5 });
const settings: fc.Arbitrary<ControlSettings> = fc.record({
  isApprovalRequired: fc.boolean(),
  minimumRiskLevel: fc.constantFrom("low", "medium", "high"),
  primaryApprovers: rules,
  fallbackApprovers: rules,
  durationBeforeEscalation: fc.constantFrom("PT1H", "PT60M", "P1D"),
  durationBeforeAutomaticDenial: fc.constantFrom("P2D", "PT48H", "P3D"),
  isApproverJustificationRequired: fc.boolean(),
  whenRiskUnavailable: fc.constantFrom("requireApproval" as const, "proceed" as const),
});

describe("carrying a change over to settings that somebody else changed", () => {
  test("S1 keeps what the other one changed and adds the own wish", () => {
    const before = defaultSettings("idProtection");
    const sam = { kind: "user" as const, id: person(4).id };
    const ingrid = { kind: "user" as const, id: person(5).id };
    const current = {
      ...before,
      durationBeforeEscalation: "PT4H",
      primaryApprovers: [...before.primaryApprovers, sam],
    };
    const wish = { ...before, minimumRiskLevel: "high", primaryApprovers: [ingrid] };
    expect(carryOver(current, before, wish)).toEqual({
      ...current,
      minimumRiskLevel: "high",
      primaryApprovers: [sam, ingrid],
    });
  });

  test("S1 without another change it is the change itself", () => {
    fc.assert(
      fc.property(settings, settings, (before, after) => {
        expect(differingSettings(carryOver(before, before, after), after)).toEqual([]);
      }),
    );
  });

  test("S1 only what the change changed is changed, and a second time nothing", () => {
    fc.assert(
      fc.property(settings, settings, settings, (current, before, after) => {
        const carried = carryOver(current, before, after);
        const wished = differingSettings(before, after);
        expect(wished).toEqual(expect.arrayContaining(differingSettings(current, carried)));
        expect(differingSettings(carryOver(carried, before, after), carried)).toEqual([]);
      }),
    );
  });
});

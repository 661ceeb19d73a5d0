import { describe, expect, test } from "vitest";
import { controlSettingsSchema, defaultSettings } from "../../src/approval/control-settings.js";
import { person } from "../builders/request.js";

const { id } = person(3);
const BEFORE = "durationBeforeAutomaticDenial";

/** What is wrong with the defaults when these are changed: the field and its problem. */
function problemsOf(changes: object, source: "idProtection" | "insiderRisk" = "idProtection") {
  const parsed = controlSettingsSchema(source).safeParse({
    ...defaultSettings(source),
    ...changes,
  });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => [path.join("."), message]);
}

function accepted(changes: object) {
  return controlSettingsSchema("idProtection").parse({
    ...defaultSettings("idProtection"),
    ...changes,
  });
}

describe("the defaults", () => {
  test.each([
    ["idProtection", "medium", "Security Administrator"],
    ["insiderRisk", "moderate", "Compliance Administrator"],
  ] as const)("S1 of %s are those of the settings table, and valid", (source, level, name) => {
    expect(defaultSettings(source)).toEqual({
      isApprovalRequired: false,
      minimumRiskLevel: level,
      primaryApprovers: [{ kind: "role", name }],
      fallbackApprovers: [],
      durationBeforeEscalation: "P1D",
      durationBeforeAutomaticDenial: "P3D",
      isApproverJustificationRequired: true,
      whenRiskUnavailable: "requireApproval",
    });
    expect(problemsOf({}, source)).toEqual([]);
  });
});

describe("a deadline", () => {
  const range = "must be between 1 second and 14 days";
  test.each([
    ["PT1S", "PT2S"],
    ["P13DT23H59M59S", "P14D"],
    ["P1W", "P2W"],
  ])("S1 T1 T3 may be %s and %s", (durationBeforeEscalation, durationBeforeAutomaticDenial) => {
    const deadlines = { durationBeforeEscalation, durationBeforeAutomaticDenial };
    expect(problemsOf(deadlines)).toEqual([]);
  });

  test.each([
    ["durationBeforeEscalation", "PT0S"],
    [BEFORE, "P14DT1S"],
    [BEFORE, "P15D"],
  ])("S1 S2 %s of %s is out of range", (field, duration) => {
    expect(problemsOf({ [field]: duration })).toEqual([[field, range]]);
  });

  test.each(["durationBeforeEscalation", BEFORE])(
    "S2 %s that is no duration is told as such and as nothing else",
    (field) => {
      const wrong = "must be an ISO 8601 duration such as PT4H or P1D";
      for (const text of ["P", "1 day", ""])
        expect(problemsOf({ [field]: text })).toEqual([[field, wrong]]);
    },
  );

  test.each([
    ["P3D", "P3D"],
    ["P3D", "PT71H"],
    ["PT24H", "P1D"],
  ])("S1 the denial comes after the escalation: %s, then %s is refused", (escalation, denial) => {
    const deadlines = { durationBeforeEscalation: escalation, [BEFORE]: denial };
    const problem = `must be longer than durationBeforeEscalation (${escalation})`;
    expect(problemsOf(deadlines)).toEqual([[BEFORE, problem]]);
  });
});

describe("the other settings", () => {
  test("S1 A1 an approver is named once, whatever case his role is written in", () => {
    const user = { kind: "user", id };
    const group = { kind: "group", id };
    const role = (name: string) => ({ kind: "role", name });
    const rules = [
      role("Security Administrator"),
      user,
      group,
      user,
      role("security administrator"),
    ];
    const { primaryApprovers, fallbackApprovers } = accepted({
      primaryApprovers: rules,
      fallbackApprovers: [user, user],
    });
    expect(primaryApprovers).toEqual([role("security administrator"), user, group]);
    expect(fallbackApprovers).toEqual([user]);
  });

  test.each([
    [{ minimumRiskLevel: "none" }, "minimumRiskLevel"],
    [{ minimumRiskLevel: "moderate" }, "minimumRiskLevel"],
    [{ isApprovalRequired: "yes" }, "isApprovalRequired"],
    [{ whenRiskUnavailable: "deny" }, "whenRiskUnavailable"],
    [{ primaryApprovers: [{ kind: "manager", level: 1 }] }, "primaryApprovers.0.kind"],
    [{ fallbackApprovers: Array(51).fill({ kind: "user", id }) }, "fallbackApprovers"],
    [{ isEnabled: true }, ""],
  ])("S2 %j is refused", (changes, field) => {
    expect(problemsOf(changes).map(([path]) => path)).toEqual([field]);
  });

  test.each([
    ["idProtection", ["low", "medium", "high"]],
    ["insiderRisk", ["minor", "moderate", "elevated"]],
  ] as const)("S1 E2 the levels of %s are allowed", (source, levels) => {
    for (const minimumRiskLevel of levels)
      expect(problemsOf({ minimumRiskLevel }, source)).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import type { RiskApproverRule } from "../../src/approval/control-settings.js";
import {
  type ControlSettings,
  controlSettingsSchema,
  defaultSettings,
} from "../../src/approval/control-settings.js";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import {
  carryOver,
  differingSettings,
  SETTING_NAMES,
} from "../../src/approval/settings-difference.js";
import { applyEdits, type SettingsEdit } from "../../src/approval/settings-edit.js";
import {
  findCrowdedSets,
  findOutlasting,
  findSettingsProblems,
} from "../../src/approval/settings-problem.js";
import { FINN, INGRID, SAM } from "../builders/cast.js";

const user = ({ id }: { readonly id: string }): RiskApproverRule => ({ kind: "user", id });
const [sam, ingrid, finn] = [user(SAM), user(INGRID), user(FINN)];
const soc: RiskApproverRule = { kind: "group", id: "00000000-0000-4000-8000-0000000000aa" };
const start = defaultSettings("idProtection");
const withSets = (primary: RiskApproverRule[], fallback: RiskApproverRule[] = []) => ({
  ...start,
  primaryApprovers: primary,
  fallbackApprovers: fallback,
});

describe("what differs between settings", () => {
  test.each<[string, Partial<ControlSettings>, string[]]>([
    ["nothing", {}, []],
    ["whether a review is required", { isApprovalRequired: true }, ["isApprovalRequired"]],
    ["the minimum", { minimumRiskLevel: "low" }, ["minimumRiskLevel"]],
    ["the primary approvers", { primaryApprovers: [sam] }, ["primaryApprovers"]],
    ["the fallback approvers", { fallbackApprovers: [sam] }, ["fallbackApprovers"]],
    ["the escalation", { durationBeforeEscalation: "PT23H" }, ["durationBeforeEscalation"]],
    ["not the words of a length", { durationBeforeEscalation: "PT1440M" }, []],
    ["the denial", { durationBeforeAutomaticDenial: "P4D" }, ["durationBeforeAutomaticDenial"]],
    ["not the words of the denial either", { durationBeforeAutomaticDenial: "PT72H" }, []],
    [
      "a text that is no length",
      { durationBeforeEscalation: "soon" },
      ["durationBeforeEscalation"],
    ],
    [
      "whether a justification is required",
      { isApproverJustificationRequired: false },
      ["isApproverJustificationRequired"],
    ],
    ["what happens without a level", { whenRiskUnavailable: "proceed" }, ["whenRiskUnavailable"]],
  ])("S1 is %s", (_, changes, names) => {
    expect(differingSettings(start, { ...start, ...changes })).toStrictEqual(names);
  });

  test("S1 does not count the order of approvers, but their kind and each of them", () => {
    expect(
      differingSettings(withSets([sam, soc, ingrid]), withSets([ingrid, sam, soc])),
    ).toStrictEqual([]);
    const group = { ...soc, id: SAM.id };
    expect(differingSettings(withSets([sam]), withSets([group]))).toStrictEqual([
      "primaryApprovers",
    ]);
    expect(differingSettings(withSets([], [sam]), withSets([], [sam, ingrid]))).toStrictEqual([
      "fallbackApprovers",
    ]);
  });

  test("S1 carried over adds what was added, once, and removes what was removed, in both sets", () => {
    const before = withSets([sam, ingrid], [soc]);
    const after = withSets([ingrid, finn], []);
    const current = withSets([finn, sam, soc], [soc, sam]);
    expect(carryOver(current, before, after)).toMatchObject({
      primaryApprovers: [finn, soc],
      fallbackApprovers: [sam],
    });
  });
});

describe("edits of settings", () => {
  const edit = (settings: ControlSettings, ...edits: SettingsEdit[]) =>
    applyEdits("idProtection", settings, edits);
  const change = (action: "add" | "remove", rule: RiskApproverRule): SettingsEdit => ({
    ...{ setting: "primaryApprovers", label: "somebody" },
    ...{ action, rule },
  });

  test("S1 are made one after the other, a reset in its turn", () => {
    const value: SettingsEdit = { setting: "minimumRiskLevel", value: "high" };
    const off: SettingsEdit = { setting: "isApproverJustificationRequired", value: false };
    expect(edit(start, value, { setting: "reset" }, off)).toStrictEqual({
      settings: { ...start, isApproverJustificationRequired: false },
      problems: [],
    });
  });

  test("S1 a reset goes back to the defaults of its own source", () => {
    const changed = { ...start, fallbackApprovers: [sam] };
    expect(edit(changed, { setting: "reset" }).settings).toStrictEqual(start);
    expect(applyEdits("insiderRisk", changed, [{ setting: "reset" }]).settings).toStrictEqual(
      defaultSettings("insiderRisk"),
    );
  });

  test("S1 somebody who is added twice is in the set once", () => {
    expect(edit(withSets([sam]), change("add", ingrid), change("add", sam))).toStrictEqual({
      settings: withSets([sam, ingrid]),
      problems: [],
    });
  });

  test("S1 only who is removed leaves the set", () => {
    expect(edit(withSets([sam, ingrid], [sam]), change("remove", sam))).toStrictEqual({
      settings: withSets([ingrid], [sam]),
      problems: [],
    });
  });

  test("S2 to remove somebody who is not there is a problem and changes nothing", () => {
    expect(edit(withSets([sam]), change("remove", ingrid))).toStrictEqual({
      settings: withSets([sam]),
      problems: [{ code: "notInSet", setting: "primaryApprovers", label: "somebody" }],
    });
  });
});

describe("what is wrong with settings", () => {
  test("S1 nothing is, of a deadline of a second and one of 14 days; both sets may be as they start", () => {
    const widest = { durationBeforeEscalation: "PT1S", durationBeforeAutomaticDenial: "P14D" };
    expect(findSettingsProblems("idProtection", { ...start, ...widest })).toStrictEqual([]);
    expect(start.fallbackApprovers).toStrictEqual([]);
    expect(start.primaryApprovers).toStrictEqual([
      { kind: "role", name: "Security Administrator" },
    ]);
  });

  test("S2 a denial at the escalation says what it must be longer than", () => {
    const settings = { ...start, durationBeforeAutomaticDenial: "P1D" };
    const parsed = controlSettingsSchema("idProtection").safeParse(settings);
    expect(parsed.error?.issues.map(({ message }) => message)).toStrictEqual([
      "must be longer than durationBeforeEscalation (P1D)",
    ]);
  });

  test.each<[string, Partial<ControlSettings>, string]>([
    ["a level of the other source", { minimumRiskLevel: "elevated" }, "minimumRiskLevel"],
    [
      "a word that is not known",
      { isApprovalRequired: "yes" as unknown as boolean },
      "isApprovalRequired",
    ],
  ])("S1 S2 a denial at the escalation is said also beside %s", (_, wrong, name) => {
    const settings = { ...start, ...wrong, durationBeforeAutomaticDenial: "PT24H" };
    const problems = findSettingsProblems("idProtection", settings);
    expect(problems.map((problem) => "setting" in problem && problem.setting)).toStrictEqual([
      ...[name, "durationBeforeAutomaticDenial"],
    ]);
  });

  test("S2 the defaults are right, for either source", () => {
    expect(findSettingsProblems("idProtection", start)).toStrictEqual([]);
    expect(findSettingsProblems("insiderRisk", defaultSettings("insiderRisk"))).toStrictEqual([]);
  });

  test("S1 S2 everything is said at once, in the order of the settings, with what was wished", () => {
    const wrong = {
      ...start,
      minimumRiskLevel: "elevated",
      whenRiskUnavailable: "never",
      durationBeforeEscalation: "soon",
      isApprovalRequired: "yes",
    } as unknown as ControlSettings;
    const problems = findSettingsProblems("idProtection", wrong);
    expect(problems.map((problem) => "setting" in problem && problem.setting)).toStrictEqual(
      SETTING_NAMES.filter((name) =>
        [
          "isApprovalRequired",
          "minimumRiskLevel",
          "durationBeforeEscalation",
          "durationBeforeAutomaticDenial",
          "whenRiskUnavailable",
        ].includes(name),
      ),
    );
    expect(problems[0]).toStrictEqual({
      ...{ code: "notAllowed", setting: "isApprovalRequired", settings: wrong },
    });
  });

  test.each([
    [
      "durationBeforeEscalation",
      "later",
      ["durationBeforeEscalation", "durationBeforeAutomaticDenial"],
    ],
    ["durationBeforeAutomaticDenial", "later", ["durationBeforeAutomaticDenial"]],
  ])(
    "S2 a text in %s that is no length is refused like one that is too long",
    (name, text, names) => {
      const problems = findSettingsProblems("idProtection", { ...start, [name]: text });
      expect(problems.map((problem) => "setting" in problem && problem.setting)).toStrictEqual(
        names,
      );
    },
  );

  test.each<[string, Parameters<typeof findCrowdedSets>[0], object[]]>([
    ["nobody", {}, []],
    ["50 people", { primaryApprovers: 50, fallbackApprovers: 50, together: 50 }, []],
    [
      "51 primary approvers",
      { primaryApprovers: 51 },
      [{ code: "tooManyPeople", setting: "primaryApprovers", count: 51 }],
    ],
    [
      "51 in either set, whatever both are together",
      { primaryApprovers: 51, fallbackApprovers: 52, together: 99 },
      [
        { code: "tooManyPeople", setting: "primaryApprovers", count: 51 },
        { code: "tooManyPeople", setting: "fallbackApprovers", count: 52 },
      ],
    ],
    [
      "51 together, by a change of the fallback approvers",
      { primaryApprovers: 30, fallbackApprovers: 21, together: 51 },
      [{ code: "tooManyTogether", setting: "fallbackApprovers", count: 51 }],
    ],
    [
      "51 together, by a change of the primary approvers",
      { primaryApprovers: 30, together: 51 },
      [{ code: "tooManyTogether", setting: "primaryApprovers", count: 51 }],
    ],
  ])("A6 of %s", (_, counts, problems) => {
    expect(findCrowdedSets(counts)).toStrictEqual(problems);
  });
});

describe("settings that could outlast Entra's wait", () => {
  const on = (denial: string, isApprovalRequired = true): ControlSettings => ({
    ...{ ...start, isApprovalRequired, durationBeforeAutomaticDenial: denial },
  });
  /** The reserve of the resume and a minute for each of two stages. */
  const room = 14 * DAY - HOUR - 2 * MINUTE;

  test("S1 S2 fit exactly, or are refused with what would", () => {
    expect(findOutlasting(on("P7D"), [on(`PT${(7 * 24 - 1) * 60 - 2}M`)], 14 * DAY)).toStrictEqual(
      [],
    );
    const wish = on("P7D");
    expect(findOutlasting(wish, [on(`PT${(7 * 24 - 1) * 60 - 1}M`)], 14 * DAY)).toStrictEqual([
      {
        code: "outlastsWait",
        setting: "durationBeforeAutomaticDenial",
        settings: wish,
        longest: room - (7 * DAY - HOUR - MINUTE),
      },
    ]);
  });

  test("S2 a source that leaves no room at all leaves none, not less", () => {
    expect(findOutlasting(on("P1D"), [on("P14D")], 14 * DAY)).toMatchObject([{ longest: 0 }]);
  });

  test("S1 a source that is off takes no room, not even the minute to find its people", () => {
    const whole = on(`PT${14 * 24 * 60 - 60 - 1}M`);
    expect(findOutlasting(whole, [on("P14D", false)], 14 * DAY)).toStrictEqual([]);
    expect(
      findOutlasting({ ...whole, isApprovalRequired: false }, [on("P14D")], 14 * DAY),
    ).toStrictEqual([]);
  });

  test("S1 a length that cannot be read counts as none: it is refused for itself", () => {
    expect(findOutlasting(on("soon"), [on("P13D")], 14 * DAY)).toStrictEqual([]);
  });
});

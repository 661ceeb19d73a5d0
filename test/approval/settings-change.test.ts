import { describe, expect, test } from "vitest";
import type { ControlConfiguration } from "../../src/approval/control-configuration.js";
import { defaultSettings } from "../../src/approval/control-settings.js";
import { MINUTE } from "../../src/approval/instant.js";
import {
  draftChange,
  emptyConfiguration,
  proposeChange,
} from "../../src/approval/settings-change.js";
import type { SettingsEdit } from "../../src/approval/settings-edit.js";
import { expireOpenChanges, isChangeCardObsolete } from "../../src/approval/settings-settle.js";
import { NOW, person } from "../builders/request.js";

const ADA = person(1, "Ada Byron");
const SAM = { kind: "user", id: person(4).id } as const;
const SOC = { kind: "group", id: "00000000-0000-4000-9000-000000000001" } as const;
const SECURITY = { kind: "role", name: "Security Administrator" } as const;

const start = emptyConfiguration("idProtection");
const edit = (setting: string, value: unknown) => ({ setting, value }) as SettingsEdit;
const add = (setting: "primaryApprovers" | "fallbackApprovers", rule: typeof SAM | typeof SOC) => ({
  ...{ setting, rule },
  action: "add" as const,
  label: "somebody",
});

function propose(
  edits: readonly SettingsEdit[],
  configuration: ControlConfiguration = start,
  now = NOW,
) {
  const proposed = proposeChange(configuration, edits, ADA, {}, now);
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.problems));
  return proposed;
}

function problemsOf(
  edits: readonly SettingsEdit[],
  counts = {},
  configuration: ControlConfiguration = start,
) {
  const proposed = proposeChange(configuration, edits, ADA, counts, NOW);
  if (proposed.ok) throw new Error("it was proposed");
  return proposed.problems.map((p) => ("setting" in p ? `${p.code} ${p.setting}` : p.code));
}

describe("proposing a change", () => {
  test.each<[SettingsEdit, object]>([
    [edit("isApprovalRequired", true), { isApprovalRequired: true }],
    [edit("minimumRiskLevel", "high"), { minimumRiskLevel: "high" }],
    [add("primaryApprovers", SAM), { primaryApprovers: [SECURITY, SAM] }],
    [
      { setting: "primaryApprovers", action: "remove", rule: SECURITY, label: "" },
      { primaryApprovers: [] },
    ],
    [add("fallbackApprovers", SOC), { fallbackApprovers: [SOC] }],
    [edit("durationBeforeEscalation", "PT4H"), { durationBeforeEscalation: "PT4H" }],
    [edit("durationBeforeAutomaticDenial", "P14D"), { durationBeforeAutomaticDenial: "P14D" }],
    [edit("isApproverJustificationRequired", false), { isApproverJustificationRequired: false }],
    [edit("whenRiskUnavailable", "proceed"), { whenRiskUnavailable: "proceed" }],
  ])("S1 puts %j before the proposer and applies nothing", (one, changed) => {
    const { configuration, events } = propose([one]);
    const [change] = configuration.changes;
    expect(configuration.settings).toEqual(start.settings);
    expect(configuration.settingsVersion).toBe(0);
    expect(change).toMatchObject({
      state: "open",
      shownVersion: 0,
      before: start.settings,
      after: { ...start.settings, ...changed },
      expiresAt: NOW + 15 * MINUTE,
    });
    expect(configuration.notices).toMatchObject([
      { number: change?.notice, kind: "settingsChangeCard", recipient: ADA.id, state: "pending" },
    ]);
    expect(events.map((event) => event.type)).toEqual(["settingsChangeProposed"]);
    expect(events[0]?.details).toMatchObject({ after: changed });
  });

  test("S1 a reset goes back to the defaults", () => {
    const changed = { ...start, settings: { ...start.settings, minimumRiskLevel: "low" } };
    const { configuration } = propose([{ setting: "reset" }], changed);
    expect(configuration.changes[0]?.after).toEqual(defaultSettings("idProtection"));
  });

  test.each<[string, SettingsEdit[], string[]]>([
    [
      "a deadline of 0 seconds",
      [edit("durationBeforeEscalation", "PT0S")],
      ["notAllowed durationBeforeEscalation"],
    ],
    [
      "a deadline that no clock reaches",
      [edit("durationBeforeEscalation", "P9999999D")],
      ["notAllowed durationBeforeEscalation", "notAllowed durationBeforeAutomaticDenial"],
    ],
    [
      "a denial over 14 days",
      [edit("durationBeforeAutomaticDenial", "P14DT1S")],
      ["notAllowed durationBeforeAutomaticDenial"],
    ],
    [
      "a denial at the deadline",
      [edit("durationBeforeAutomaticDenial", "PT24H")],
      ["notAllowed durationBeforeAutomaticDenial"],
    ],
    [
      "a deadline at the denial",
      [edit("durationBeforeEscalation", "P3D")],
      ["notAllowed durationBeforeAutomaticDenial"],
    ],
    [
      "a level of the other source",
      [edit("minimumRiskLevel", "elevated")],
      ["notAllowed minimumRiskLevel"],
    ],
    ["the level none", [edit("minimumRiskLevel", "none")], ["notAllowed minimumRiskLevel"]],
    [
      "to remove who is not there",
      [{ setting: "fallbackApprovers", action: "remove", rule: SOC, label: "SOC" }],
      ["notInSet fallbackApprovers"],
    ],
    ["what is so already", [edit("isApprovalRequired", false)], ["noChange"]],
    ["the same length in other words", [edit("durationBeforeEscalation", "PT24H")], ["noChange"]],
    [
      "51 approvers",
      Array.from({ length: 51 }, (_, i) =>
        add("fallbackApprovers", { kind: "user", id: person(i + 1).id } as typeof SAM),
      ),
      ["notAllowed fallbackApprovers"],
    ],
  ])("S2 %s is refused", (_, edits, problems) => {
    expect(problemsOf(edits)).toEqual(problems);
  });

  test("S1 S2 everything that is wrong is said at once", () => {
    const edits = [
      edit("minimumRiskLevel", "elevated"),
      edit("durationBeforeEscalation", "PT0S"),
      edit("durationBeforeAutomaticDenial", "P20D"),
      { setting: "primaryApprovers", action: "remove", rule: SAM, label: "Sam" } as const,
    ];
    expect(problemsOf(edits, { fallbackApprovers: 51 })).toEqual([
      "notInSet primaryApprovers",
      "notAllowed minimumRiskLevel",
      "notAllowed durationBeforeEscalation",
      "notAllowed durationBeforeAutomaticDenial",
      "tooManyPeople fallbackApprovers",
    ]);
  });

  test("A6 a set of 50 people is taken, one of 51 is refused", () => {
    const edits = [add("primaryApprovers", SOC)];
    expect(proposeChange(start, edits, ADA, { primaryApprovers: 50 }, NOW).ok).toBe(true);
    expect(problemsOf(edits, { primaryApprovers: 51 })).toEqual(["tooManyPeople primaryApprovers"]);
  });

  test("S1 an approver added and removed again changes nothing", () => {
    const remove = { ...add("primaryApprovers", SAM), action: "remove" as const };
    expect(draftChange(start, [add("primaryApprovers", SAM), remove]).problems).toEqual([
      { code: "noChange" },
    ]);
  });

  test("S1 an older open change of the same person is overtaken, and its unsent card withdrawn", () => {
    const first = propose([edit("isApprovalRequired", true)]).configuration;
    const { configuration, events } = propose([edit("minimumRiskLevel", "high")], first, NOW + 1);
    expect(configuration.changes.map((change) => change.state)).toEqual(["overtaken", "open"]);
    expect(configuration.notices.map((notice) => notice.state)).toEqual(["withdrawn", "pending"]);
    expect(events.map((event) => event.type)).toEqual([
      "settingsChangeOvertaken",
      "settingsChangeProposed",
    ]);
  });
});

describe("a change that nobody answers", () => {
  test("S1 is dropped after 15 minutes and not before", () => {
    const { configuration } = propose([edit("isApprovalRequired", true)]);
    expect(expireOpenChanges(configuration, NOW + 15 * MINUTE - 1)).toBeUndefined();
    const expired = expireOpenChanges(configuration, NOW + 15 * MINUTE);
    expect(expired?.configuration.changes[0]?.state).toBe("expired");
    expect(expired?.configuration.settings).toEqual(start.settings);
    expect(expired?.events).toMatchObject([
      { type: "settingsChangeExpired", actor: { kind: "clock" } },
    ]);
  });

  test("N3 its card is not to be posted any more", () => {
    const { configuration } = propose([edit("isApprovalRequired", true)]);
    const [notice] = configuration.notices;
    const expired = expireOpenChanges(configuration, NOW + 15 * MINUTE)?.configuration;
    expect(notice && isChangeCardObsolete(configuration, notice)).toBe(false);
    expect(notice && expired && isChangeCardObsolete(expired, notice)).toBe(true);
  });
});

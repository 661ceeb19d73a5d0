import { describe, expect, test } from "vitest";
import type { ControlSettings } from "../../../src/approval/control-settings.js";
import { defaultSettings } from "../../../src/approval/control-settings.js";
import { emptyConfiguration, openChange } from "../../../src/approval/settings-change.js";
import type { AskedPerson, SettingsOutlook } from "../../../src/service/settings-outlook.js";
import { warnAbout } from "../../../src/teams/commands/settings-warnings.js";
import { ADA } from "../../builders/cast.js";
import { NOW } from "../../builders/request.js";

const person = (displayName: string, isReachable = true): AskedPerson => ({
  id: displayName,
  displayName,
  isReachable,
});
const SAM = person("Sam Okafor");
const INGRID = person("Ingrid Berg");
const FINN = person("Finn Voss");

const ON = { isApprovalRequired: true };

function warn(
  after: Partial<ControlSettings>,
  outlook: Partial<SettingsOutlook> = {},
  before: Partial<ControlSettings> = ON,
): string {
  const settings = { ...defaultSettings("idProtection"), ...before };
  const configuration = emptyConfiguration("idProtection", settings);
  const change = openChange(configuration, 1, ADA, { ...settings, ...after }, NOW);
  const changed = { ...configuration, changes: [change] };
  const asked = { primaryApprovers: [SAM, INGRID], fallbackApprovers: [FINN], ...outlook };
  return warnAbout(changed, change, asked).join("\n");
}

const HIGH = { minimumRiskLevel: "high" };

describe("the warnings of a change", () => {
  test("S1 a change without a trap has none", () => {
    expect(warn(HIGH)).toBe("");
  });

  test.each<[string, Partial<ControlSettings>, Partial<SettingsOutlook>, RegExp]>([
    [
      "nobody is left",
      HIGH,
      { primaryApprovers: [], fallbackApprovers: [] },
      /Nobody could approve.*denied after 3 days/,
    ],
    ["nobody is asked first", HIGH, { primaryApprovers: [] }, /Nobody is asked first/],
    ["one approver alone", HIGH, { primaryApprovers: [SAM] }, /Only one approver.*Sam Okafor/],
    ["no fallback", HIGH, { fallbackApprovers: [] }, /There is no fallback approver/],
    [
      "a fallback equal to the approvers",
      HIGH,
      { fallbackApprovers: [INGRID, SAM] },
      /asks nobody new/,
    ],
    ["a fallback among the approvers", HIGH, { fallbackApprovers: [SAM] }, /asks nobody new/],
    [
      "an approver without the app",
      HIGH,
      { primaryApprovers: [SAM, person("Ingrid Berg", false)] },
      /Ingrid Berg has not installed the app/,
    ],
    [
      "several without the app",
      HIGH,
      { primaryApprovers: [person("A", false), person("B", false)] },
      /A and B have not installed/,
    ],
    [
      "an escalation at night",
      { durationBeforeEscalation: "PT4H" },
      {},
      /escalates after 4 h.*shorter than a night/,
    ],
    [
      "a denial at night",
      { durationBeforeEscalation: "PT4H", durationBeforeAutomaticDenial: "PT8H" },
      {},
      /denies after 8 h.*shorter than a night/,
    ],
    ["the review switched off", { isApprovalRequired: false }, {}, /go on without this review/],
    [
      "what cannot be read going on",
      { whenRiskUnavailable: "proceed" },
      {},
      /cannot be read, requests go on/,
    ],
  ])("S1 tell of %s", (_, after, outlook, words) => {
    expect(warn(after, outlook)).toMatch(words);
  });

  test("S1 of a review that stays off nobody's absence is told, and switching it on tells all", () => {
    const nobody = { primaryApprovers: [], fallbackApprovers: [] };
    const off = { isApprovalRequired: false };
    expect(warn(HIGH, nobody, off)).toBe("");
    expect(warn(ON, nobody, { ...off, durationBeforeEscalation: "PT1H" })).toMatch(
      /Nobody could approve[\s\S]*shorter than a night/,
    );
  });

  test("A1 a set that the directory does not tell is not warned about", () => {
    expect(warn(HIGH, { primaryApprovers: undefined, fallbackApprovers: [] })).toBe("");
  });
});

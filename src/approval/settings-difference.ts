import { approverKey } from "./approver.js";
import type { ControlSettings, RiskApproverRule } from "./control-settings.js";
import { parseDuration } from "./instant.js";

export type SettingName = keyof ControlSettings;
export type ApproverSetting = "primaryApprovers" | "fallbackApprovers";

/** In the order in which people read them. */
export const SETTING_NAMES: readonly SettingName[] = [
  "isApprovalRequired",
  "minimumRiskLevel",
  "primaryApprovers",
  "fallbackApprovers",
  "durationBeforeEscalation",
  "durationBeforeAutomaticDenial",
  "isApproverJustificationRequired",
  "whenRiskUnavailable",
];
export const APPROVER_SETTINGS: readonly ApproverSetting[] = [
  "primaryApprovers",
  "fallbackApprovers",
];

/** The settings that differ in meaning: `PT24H` equals `P1D`, and the order of approvers does not count. */
export function differingSettings(before: ControlSettings, after: ControlSettings): SettingName[] {
  return SETTING_NAMES.filter((name) => meaningOf(before, name) !== meaningOf(after, name));
}

function meaningOf(settings: ControlSettings, name: SettingName): string {
  switch (name) {
    case "primaryApprovers":
    case "fallbackApprovers":
      return settings[name].map(approverKey).sort().join("\n");
    case "durationBeforeEscalation":
    case "durationBeforeAutomaticDenial":
      return String(parseDuration(settings[name]) ?? settings[name]);
    default:
      return String(settings[name]);
  }
}

/**
 * Carries a change over to settings that somebody else has changed meanwhile: what it set is set, what it added is
 * added, what it removed is removed, and everything it left alone stays as it is in `current`.
 */
export function carryOver(
  current: ControlSettings,
  before: ControlSettings,
  after: ControlSettings,
): ControlSettings {
  const changed = Object.fromEntries(
    differingSettings(before, after).map((name) => [name, after[name]]),
  );
  const approvers = APPROVER_SETTINGS.map((name) => [
    name,
    mergeRules(current[name], before[name], after[name]),
  ]);
  return { ...current, ...changed, ...Object.fromEntries(approvers) };
}

function mergeRules(
  current: readonly RiskApproverRule[],
  before: readonly RiskApproverRule[],
  after: readonly RiskApproverRule[],
): RiskApproverRule[] {
  const kept = withoutRules(current, withoutRules(before, after));
  return [...kept, ...withoutRules(withoutRules(after, before), kept)];
}

export function holdsRule(rules: readonly RiskApproverRule[], rule: RiskApproverRule): boolean {
  return rules.some((other) => approverKey(other) === approverKey(rule));
}

export function withoutRules(
  rules: readonly RiskApproverRule[],
  unwanted: readonly RiskApproverRule[],
): RiskApproverRule[] {
  return rules.filter((rule) => !holdsRule(unwanted, rule));
}

import { approverKey } from "../../approval/approver.js";
import type { ControlSettings } from "../../approval/control-settings.js";
import {
  APPROVER_SETTINGS,
  type ApproverSetting,
  differingSettings,
  type SettingName,
  withoutRules,
} from "../../approval/settings-difference.js";
import type { Context } from "../../service/context.js";
import { labelRules } from "../../service/settings-labels.js";
import { inertName, LONGEST_DETAIL } from "../cards/inert-text.js";
import type { SettingRow } from "../cards/render-settings-change.js";
import { durationWords, SETTING_LABELS, UNAVAILABLE_WORDS } from "../cards/setting-words.js";

/** The settings that a change changes, old beside new, by name (Rule S1). */
export async function describeDifference(
  context: Context,
  before: ControlSettings,
  after: ControlSettings,
): Promise<SettingRow[]> {
  const rows = differingSettings(before, after).map((name) =>
    isApproverSetting(name)
      ? describeApprovers(context, name, before, after)
      : [describeValue(name, before, after)],
  );
  return (await Promise.all(rows)).flat();
}

function isApproverSetting(name: SettingName): name is ApproverSetting {
  return (APPROVER_SETTINGS as readonly string[]).includes(name);
}

/** The whole sets where they fit; else one row for everybody who comes or goes: no change hides in a cut text. */
async function describeApprovers(
  context: Context,
  name: ApproverSetting,
  before: ControlSettings,
  after: ControlSettings,
): Promise<SettingRow[]> {
  const label = SETTING_LABELS[name];
  // Labelled together, so that a group and another one of the same name never read as no change.
  const all = [...before[name], ...withoutRules(after[name], before[name])];
  const labels = await labelRules(context, all);
  const byKey = new Map(all.map((rule, i) => [approverKey(rule), labels[i] ?? ""]));
  const namesOf = (rules: ControlSettings[ApproverSetting]) =>
    rules.map((rule) => inertName(byKey.get(approverKey(rule)) ?? "", LONGEST_DETAIL));
  const [old, now] = [namesOf(before[name]).join("; "), namesOf(after[name]).join("; ")];
  if (Math.max(old.length, now.length) <= LONGEST_DETAIL)
    return [{ label, before: old, after: now }];
  const removed = namesOf(withoutRules(before[name], after[name]));
  const added = namesOf(withoutRules(after[name], before[name]));
  return [
    ...removed.map((person) => ({ label, before: person, after: "taken out" })),
    ...added.map((person) => ({ label, before: "not asked", after: person })),
  ];
}

function describeValue(
  name: Exclude<SettingName, ApproverSetting>,
  before: ControlSettings,
  after: ControlSettings,
): SettingRow {
  return {
    label: SETTING_LABELS[name],
    before: valueWords(name, before),
    after: valueWords(name, after),
  };
}

function valueWords(
  name: Exclude<SettingName, ApproverSetting>,
  settings: ControlSettings,
): string {
  switch (name) {
    case "isApprovalRequired":
      return settings[name] ? "yes" : "no";
    case "isApproverJustificationRequired":
      return settings[name] ? "required" : "optional";
    case "durationBeforeEscalation":
    case "durationBeforeAutomaticDenial":
      return durationWords(settings[name]);
    case "whenRiskUnavailable":
      return UNAVAILABLE_WORDS[settings[name]];
    case "minimumRiskLevel":
      return settings[name];
  }
}

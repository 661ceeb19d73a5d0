import type { ControlSettings } from "../../approval/control-settings.js";
import {
  APPROVER_SETTINGS,
  type ApproverSetting,
  differingSettings,
  type SettingName,
  withoutRules,
} from "../../approval/settings-difference.js";
import type { Context } from "../../service/context.js";
import { labelRule } from "../../service/settings-labels.js";
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
  const namesOf = (rules: ControlSettings[ApproverSetting]) =>
    Promise.all(rules.map(async (rule) => inertName(await labelRule(context, rule))));
  const whole = await Promise.all([namesOf(before[name]), namesOf(after[name])]);
  const [old, now] = whole.map((names) => names.join("; ")) as [string, string];
  if (Math.max(old.length, now.length) <= LONGEST_DETAIL)
    return [{ label, before: old, after: now }];
  const [removed, added] = await Promise.all([
    namesOf(withoutRules(before[name], after[name])),
    namesOf(withoutRules(after[name], before[name])),
  ]);
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

import {
  type ControlSettings,
  defaultSettings,
  type RiskApproverRule,
} from "./control-settings.js";
import type { RiskSource } from "./risk.js";
import { type ApproverSetting, holdsRule, withoutRules } from "./settings-difference.js";
import type { SettingsProblem } from "./settings-problem.js";

/** One change of a control configuration, with its approvers known to the directory. Values are not yet validated. */
export type SettingsEdit =
  | {
      readonly setting: "isApprovalRequired" | "isApproverJustificationRequired";
      readonly value: boolean;
    }
  | {
      readonly setting:
        | "minimumRiskLevel"
        | "durationBeforeEscalation"
        | "durationBeforeAutomaticDenial";
      readonly value: string;
    }
  | {
      readonly setting: ApproverSetting;
      readonly action: "add" | "remove";
      readonly rule: RiskApproverRule;
      /** The rule's name for people. */
      readonly label: string;
    }
  | { readonly setting: "whenRiskUnavailable"; readonly value: "requireApproval" | "proceed" }
  | { readonly setting: "reset" };

/** Makes the edits one after the other. To remove an approver who is not in the set is a problem (Rule S2). */
export function applyEdits(
  source: RiskSource,
  settings: ControlSettings,
  edits: readonly SettingsEdit[],
): { readonly settings: ControlSettings; readonly problems: readonly SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  let edited = settings;
  for (const edit of edits) {
    if (edit.setting === "reset") edited = defaultSettings(source);
    else if (!("action" in edit)) edited = { ...edited, [edit.setting]: edit.value };
    else if (edit.action === "add") edited = addApprover(edited, edit.setting, edit.rule);
    else if (holdsRule(edited[edit.setting], edit.rule)) {
      const rest = withoutRules(edited[edit.setting], [edit.rule]);
      edited = { ...edited, [edit.setting]: rest };
    } else problems.push({ code: "notInSet", setting: edit.setting, label: edit.label });
  }
  return { settings: edited, problems };
}

function addApprover(
  settings: ControlSettings,
  setting: ApproverSetting,
  rule: RiskApproverRule,
): ControlSettings {
  if (holdsRule(settings[setting], rule)) return settings;
  return { ...settings, [setting]: [...settings[setting], rule] };
}

import type { ControlSettings, RiskApproverRule } from "../approval/control-settings.js";
import { APPROVER_SETTINGS, type ApproverSetting } from "../approval/settings-difference.js";
import { clampText, visibleText } from "../approval/text.js";
import type { Context } from "./context.js";

export type ApproverLabels = Readonly<Record<ApproverSetting, readonly string[]>>;

/** The approvers of settings by name, in the order of the settings. Never rejects. */
export async function labelApprovers(
  context: Context,
  settings: ControlSettings,
): Promise<ApproverLabels> {
  const [primaryApprovers = [], fallbackApprovers = []] = await Promise.all(
    APPROVER_SETTINGS.map((setting) => labelRules(context, settings[setting])),
  );
  return { primaryApprovers, fallbackApprovers };
}

/** Rules by name, in their order. Two that have the same name are told apart by their id. Never rejects. */
export async function labelRules(
  context: Context,
  rules: readonly RiskApproverRule[],
): Promise<readonly string[]> {
  const labels = await Promise.all(rules.map((rule) => labelRule(context, rule)));
  return labels.map((label, i) => {
    const rule = rules[i];
    const isShared = labels.some(
      (other, j) => j !== i && other.toLowerCase() === label.toLowerCase(),
    );
    return isShared && rule && "id" in rule ? `${label.slice(0, -1)} ${rule.id})` : label;
  });
}

/** Longest name in a label: what stands after it must not be pushed out of sight. UTF-16 units. */
const LONGEST_LABELLED = 48;

/**
 * A rule by name, on one line without a semicolon, so that no two rules read the same and none reads as two: people carry
 * their user principal name, groups and roles say what they are, however long the name is. What the directory does not tell
 * (any more) is named by its id.
 */
async function labelRule(context: Context, rule: RiskApproverRule): Promise<string> {
  try {
    if (rule.kind !== "user") return `${oneName(await context.people.label(rule))} (${rule.kind})`;
    const person = await context.people.byId(rule.id);
    if (person) return `${oneName(person.displayName)} (${person.userPrincipalName})`;
  } catch {
    // The settings must stay readable while the directory is not.
  }
  return rule.kind === "role" ? `${oneName(rule.name)} (role)` : `${rule.kind} ${rule.id}`;
}

function oneName(name: string): string {
  const line = visibleText(name)
    .replace(/\s*;\s*/g, ", ")
    .replace(/\s+/g, " ");
  return clampText(line, LONGEST_LABELLED);
}

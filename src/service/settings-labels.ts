import type { ControlSettings, RiskApproverRule } from "../approval/control-settings.js";
import { APPROVER_SETTINGS, type ApproverSetting } from "../approval/settings-difference.js";
import type { Context } from "./context.js";

export type ApproverLabels = Readonly<Record<ApproverSetting, readonly string[]>>;

/** The approvers of settings by name, in the order of the settings. Never rejects. */
export async function labelApprovers(
  context: Context,
  settings: ControlSettings,
): Promise<ApproverLabels> {
  const [primaryApprovers = [], fallbackApprovers = []] = await Promise.all(
    APPROVER_SETTINGS.map((setting) =>
      Promise.all(settings[setting].map((rule) => labelRule(context, rule))),
    ),
  );
  return { primaryApprovers, fallbackApprovers };
}

/**
 * A rule by name, so that no two rules read the same: people carry their user principal name, groups and roles say
 * what they are. What the directory does not tell (any more) is named by its id.
 */
export async function labelRule(context: Context, rule: RiskApproverRule): Promise<string> {
  try {
    if (rule.kind !== "user") return `${await context.people.label(rule)} (${rule.kind})`;
    const person = await context.people.byId(rule.id);
    if (person) return `${person.displayName} (${person.userPrincipalName})`;
  } catch {
    // The settings must stay readable while the directory is not.
  }
  return rule.kind === "role" ? `${rule.name} (role)` : `${rule.kind} ${rule.id}`;
}

import type { ControlSettings } from "../approval/control-settings.js";
import { eligibleApprovers } from "../approval/open-stage.js";
import { APPROVER_SETTINGS, differingSettings } from "../approval/settings-difference.js";
import type { HeadCounts } from "../approval/settings-problem.js";
import type { Context } from "./context.js";
import { resolveRules } from "./resolve-rules.js";

/**
 * How many enabled people the sets resolve to that a change changes (Rule A6). A set that stays as it is may have
 * grown beyond the limit: that never stands in the way of another setting.
 *
 * @returns undefined when the directory does not say
 */
export async function countPeople(
  context: Context,
  before: ControlSettings,
  after: ControlSettings,
): Promise<HeadCounts | undefined> {
  const differing = differingSettings(before, after);
  const counts: [string, number][] = [];
  for (const setting of APPROVER_SETTINGS.filter((name) => differing.includes(name))) {
    const { candidates, isComplete } = await resolveRules(context, after[setting], "");
    if (!isComplete) return undefined;
    counts.push([setting, eligibleApprovers([], candidates).length]);
  }
  return Object.fromEntries(counts);
}
